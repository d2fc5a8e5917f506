"""What is known of a mail domain, and of the name before the ``@``, by the lists of
``mail_domains.yaml``."""

from dataclasses import dataclass
from functools import cache
from itertools import chain

from baton.core.packaged_yaml import packaged_yaml

_FILE = "mail_domains.yaml"


@dataclass(frozen=True, slots=True)
class MailDomains:
    """The lists. Domains are in ASCII and small letters."""

    disposable: frozenset[str]
    free: frozenset[str]
    role: frozenset[str]

    def is_disposable(self, domain: str) -> bool:
        """Whether addresses of a domain are thrown away."""
        return _listed(domain, self.disposable)

    def is_free(self, domain: str) -> bool:
        """Whether everybody can have an address of a domain."""
        return _listed(domain, self.free)

    def is_role(self, local: str) -> bool:
        """Whether a name stands for a task, as ``info``, ``sales.de`` and ``info+web``, and for no
        person.
        """
        bare = local.lower().split("+", 1)[0]
        parts = bare.replace("_", ".").replace("-", ".").split(".")
        return bare in self.role or parts[0] in self.role or "".join(parts) in self.role


def _listed(domain: str, names: frozenset[str]) -> bool:
    labels = domain.lower().split(".")[-6:]
    return any(".".join(labels[first:]) in names for first in range(len(labels) - 1))


@cache
def mail_domains() -> MailDomains:
    """The lists of the file beside this module."""

    lists = packaged_yaml(__package__, _FILE)
    return MailDomains(**{name: frozenset(chain(*rows)) for name, rows in lists.items()})
