"""The style that all pages have."""

from functools import cache

from baton.core.packaged_yaml import packaged_text
from baton.pages.markup import Markup


@cache
def style() -> Markup:
    """For screens of any width, dark ones too, and for paper."""
    return Markup(packaged_text(__package__, "style.css"))
