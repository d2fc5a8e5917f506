"""The kinds of content that a brief can ask for."""

from enum import StrEnum


class ContentKind(StrEnum):
    """What is written."""

    BLOG_POST = "blog_post"
    LANDING_PAGE = "landing_page"
    EMAIL = "email"
    AD = "ad"
    SOCIAL_POST = "social_post"
