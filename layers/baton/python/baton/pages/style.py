"""The style that all pages have."""

from functools import cache
from importlib.resources import files

from baton.pages.markup import Markup


@cache
def style() -> Markup:
    """For screens of any width, dark ones too, and for paper."""
    return Markup(files(__package__).joinpath("style.css").read_text(encoding="utf-8"))
