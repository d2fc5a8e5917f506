"""Writes each API's part of the OpenAPI document: ``make openapi``."""

import json
import sys
from pathlib import Path
from typing import Any

from baton.http.api import Api
from baton.http.openapi_document import FILE
from tests.fakes.platform.container import FakePlatform
from tests.openapi_part import part_of
from tests.samples.http import apis_over

ROOT = Path(__file__).parents[1]


def place_of(area: str) -> Path:
    """Where the part of an area is: in the layer, so that it goes with whoever serves the document."""
    if area == "platform":
        return ROOT / "functions" / "platform" / "api" / FILE
    return ROOT / "layers" / "baton" / "python" / "baton" / area / FILE


def text_of(api: Api) -> str:
    """A part as it is kept: a line for each path and schema, so that a change can be read."""
    part = part_of(api)

    def lines(rows: dict[str, Any]) -> str:
        return ",\n".join(f"{_json(name)}: {_json(value)}" for name, value in rows.items())

    return (
        f'{{"description": {_json(part["description"])},\n"paths": {{\n{lines(part["paths"])}\n}},\n'
        f'"schemas": {{\n{lines(part["schemas"])}\n}}}}\n'
    )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def main() -> None:
    """Writes them all."""
    for area, api in apis_over(FakePlatform()).items():
        place_of(area).write_text(text_of(api), encoding="utf-8")
        sys.stdout.write(f"{place_of(area).relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
