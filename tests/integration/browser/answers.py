"""Answers made from the API's own contracts: every field is there, and every text that somebody may have
written holds markup. A page that shows them needs no data.
"""

import itertools
import json
import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from baton.http.openapi_document import FILE, merged, parts_of_areas

ATTACK = '<img src=x onerror="alert(1)">"><script>alert(2)</script>'
SHORTER = (ATTACK, "<img src=x onerror=alert(1)>", "<i>")
LINK = "javascript:alert(3)"
PLAIN = (
    "01JNB3V5QZ8W2Y4X6T7R9P0K1P", "EUR", "AT", "en", "en-GB", "shirt-red", "SHIRT-RED", "2026-03-05",
    "0.2", "2026-03", "8010", "+43720902000", "ann@shop.example", "https://shop.example/a",
    "Europe/Vienna", "00", "a" * 64,
)  # fmt: skip
"""Of texts that have a form, the first that has it is taken."""

DATES = {"date-time": "2026-03-05T09:00:00Z", "date": "2026-03-05", "duration": "P1D"}
DEEPEST = 12
LEFT_OUT = frozenset({"next_cursor", "erased"})
"""There is no other page, and nobody was erased, since then little is shown."""

Json = Any


def written(name: str, longest: int = 10_000) -> str:
    """What somebody wrote into a field: it names the field, so that one sees which were shown."""
    whole = f"«{name}»{ATTACK}"
    return whole if len(whole) <= longest else next(one for one in SHORTER if len(one) <= longest)


class Answers:
    """What the API answers, by its OpenAPI document with every area on."""

    def __init__(self) -> None:
        platform = json.loads((files("functions.platform.api") / FILE).read_text(encoding="utf-8"))
        document = merged([platform, *parts_of_areas()], version="1", token_url=None)
        self._schemas: Mapping[str, Json] = document["components"]["schemas"]
        self._paths = [
            (re.compile(re.sub(r"\\?\{[^}]*\\?\}", "[^/]+", path)), operations)
            for path, operations in sorted(document["paths"].items(), key=lambda one: "{" in one[0])
        ]

    def to(self, method: str, path: str) -> Json:
        """An answer's body, ``None`` where there is none. Raises ``KeyError`` for what no API has."""
        for pattern, operations in self._paths:
            operation = operations.get(method.lower())
            if operation and pattern.fullmatch(path):
                return self._of(operation)
        raise KeyError(f"{method} {path}")

    def _of(self, operation: Json) -> Json:
        told = next(one for code, one in operation["responses"].items() if code.startswith("2"))
        content = told.get("content", {}).get("application/json")
        return None if content is None else self._value(content["schema"], "", 0)

    def _value(self, schema: Json, name: str, depth: int) -> Json:
        if "$ref" in schema:
            return self._value(self._schemas[schema["$ref"].rpartition("/")[2]], name, depth)
        if "const" in schema or "enum" in schema:
            return schema.get("const", schema.get("enum", [None])[0])
        if several := schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf"):
            texts = [one for one in several if one.get("type") == "string"]
            return self._value((texts or self._real(several))[0], name, depth)
        kind = schema.get("type", "object")
        kind = (
            next((one for one in kind if one != "null"), "null") if isinstance(kind, list) else kind
        )
        made = {"object": self._object, "array": self._array, "string": _text}.get(kind, _number)
        return made(schema, name, depth)

    @staticmethod
    def _real(several: list[Json]) -> list[Json]:
        return [one for one in several if one.get("type") != "null"] or several

    def _object(self, schema: Json, name: str, depth: int) -> Json:
        needed = schema.get("required", ())
        found = {
            key: self._value(of, key, depth + 1)
            for key, of in schema.get("properties", {}).items()
            if key not in LEFT_OUT and (depth < DEEPEST or key in needed)
        }
        of = schema.get("additionalProperties")
        if isinstance(of, dict) and not found:
            key = _text(schema.get("propertyNames", {}), f"{name}_key", depth)
            found[key] = self._value(of or {"type": "string"}, name, depth + 1)
        elif "properties" not in schema:
            found[f"{name}_key"] = written(name)
        return found

    def _array(self, schema: Json, name: str, depth: int) -> Json:
        """One of each kind."""
        if "prefixItems" in schema:
            return [self._value(one, name, depth + 1) for one in schema["prefixItems"]]
        of = schema.get("items", {"type": "string"})
        kinds = self._real(of.get("anyOf") or of.get("oneOf") or [of])
        many = max(schema.get("minItems", 1), len(kinds))
        return [
            self._value(one, name, depth + 1)
            for one in itertools.islice(itertools.cycle(kinds), many)
        ]


def _text(schema: Json, name: str, _depth: int) -> str:
    if schema.get("format") in DATES:
        return DATES[schema["format"]]
    if name.endswith(("url", "uri", "website")):
        return LINK
    text = written(name, schema.get("maxLength", 10_000))
    pattern = schema.get("pattern")
    if pattern is None:
        return text
    return next((one for one in (text, *PLAIN) if re.search(pattern, one)), text)


def _number(schema: Json, _name: str, _depth: int) -> Json:
    if schema.get("type") == "boolean":
        return True
    if schema.get("type") == "null":
        return None
    least = schema.get("minimum", schema.get("exclusiveMinimum", 0))
    most = schema.get("maximum", schema.get("exclusiveMaximum", least + 4))
    middle = min((least + most) / 2, least + 4_200)
    return int(middle) if "integer" in str(schema["type"]) else middle
