"""Prompts: who asks for what, of which model, in which words. They are read from YAML.

A function's ``prompts.yaml`` holds its own purposes; ``models.yaml`` here has the line of every role
(which model, how warm, how long) that a purpose takes and may change in part::

    agent: engagement
    purposes:
      first_email:
        role: marketing
        most_tokens: 900
        system: You write ...
        user: |
          Write to {first_name}.
          {message}
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from baton.core.contract import digest_of
from baton.core.packaged_yaml import yaml_of
from baton.language.models import ROLES, Role

MOST_OUTSIDE = 8_000
"""Characters of one text from outside that a model gets to read."""

_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]

Enclose = Callable[[str, str], str]
"""Makes data of a text from outside: its name and the text."""

Messages = tuple[tuple[str, str], ...]
"""Who says what: ``system``, ``user`` or ``assistant``, and the words."""


class Prompt(BaseModel):
    """One purpose of an agent, with everything that decides what the model says to it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    agent: _Name
    purpose: _Name
    model: str
    temperature: float | None = Field(default=None, ge=0, le=2)
    most_tokens: int = Field(ge=1, le=32_000, description="of an answer, reasoning included")
    system: str
    user: str

    @property
    def version(self) -> str:
        """The agent, the purpose, and a fingerprint of all the rest."""
        return f"{self.agent}/{self.purpose}@{digest_of(self)[:12]}"

    @property
    def places(self) -> frozenset[str]:
        """What the prompt must be given."""
        return frozenset(_PLACE.findall(self.system)) | frozenset(_PLACE.findall(self.user))

    def messages(
        self, values: Mapping[str, str], outside: Mapping[str, str], enclose: Enclose
    ) -> Messages:
        """The prompt with its places filled. Raises ``LookupError`` if a place has nothing.

        What is filled in is not looked through for places again. Text from outside may stand in the
        user's part only.
        """
        given = {**values, **{name: enclose(name, text) for name, text in outside.items()}}
        if missing := sorted(self.places - given.keys()):
            raise LookupError(f"{self.version} needs {', '.join(missing)}")
        if misplaced := sorted(frozenset(_PLACE.findall(self.system)) & outside.keys()):
            raise LookupError(f"{self.version} has {', '.join(misplaced)} among its instructions")
        return (
            ("system", _filled(self.system, given)),
            ("user", _filled(self.user, given)),
        )


class _Purpose(BaseModel):
    model_config = ConfigDict(extra="forbid")

    role: Role
    model: str | None = None
    temperature: float | None = Field(default=None, ge=0, le=2)
    most_tokens: int | None = Field(default=None, ge=1, le=32_000)
    system: str
    user: str


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    agent: _Name
    purposes: dict[_Name, _Purpose]


def read_prompts(text: str) -> Mapping[str, Prompt]:
    """The prompts of a file by purpose. Raises ``pydantic.ValidationError`` naming what is wrong."""
    file = _File.model_validate(yaml_of(text))
    return {name: _prompt(file.agent, name, purpose) for name, purpose in file.purposes.items()}


@cache
def prompts_of(path: Path) -> Mapping[str, Prompt]:
    """The prompts of the file at ``path``, read once a container."""
    return read_prompts(path.read_text(encoding="utf-8"))


def enclosed(name: str, text: str) -> str:
    """``text`` as data: without control characters, cut at ``MOST_OUTSIDE``, between marks that it
    cannot contain, since they hold its own fingerprint.
    """
    kept = "".join(
        letter
        for letter in text
        if letter in "\n\t" or unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    if len(kept) > MOST_OUTSIDE:
        kept = kept[:MOST_OUTSIDE] + " [cut here]"
    mark = hashlib.sha256(kept.encode()).hexdigest()[:16]
    return f"<data name={name!r} mark={mark!r}>\n{kept}\n</data {mark!r}>"


def _prompt(agent: str, name: str, purpose: _Purpose) -> Prompt:
    role = ROLES[purpose.role]
    return Prompt(
        agent=agent,
        purpose=name,
        model=purpose.model or role.model,
        temperature=role.temperature if purpose.temperature is None else purpose.temperature,
        most_tokens=purpose.most_tokens or role.most_tokens,
        system=purpose.system.strip(),
        user=purpose.user.strip(),
    )


def _filled(text: str, given: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda match: given[match[1]], text)
