"""Starts MiniStack, with what its user pools leave out of renewed tokens: the person's groups.

Cognito has ``cognito:groups`` in every access token, MiniStack 1.5 in those of a sign-in only. Without
them a person would lose every right as soon as their token is renewed.
"""

from typing import Any

from ministack.app import main  # type: ignore[import-untyped]
from ministack.services import cognito  # type: ignore[import-untyped]

_token = cognito._fake_token  # noqa: SLF001 MiniStack has no way in for this


def _token_with_groups(  # noqa: PLR0917 MiniStack's own signature, called by position
    sub: str,
    pool_id: str,
    client_id: str,
    token_type: str = "access",  # noqa: S107 a kind of token, no secret
    username: str = "",
    user_attrs: dict[str, Any] | None = None,
    groups: list[str] | None = None,
    **more: Any,
) -> str:
    if groups is None and username:
        pool = cognito._get_pool_unscoped(pool_id) or {}  # noqa: SLF001 as above
        groups = list(pool.get("_users", {}).get(username, {}).get("_groups", []))
    made: str = _token(sub, pool_id, client_id, token_type, username, user_attrs, groups, **more)
    return made


cognito._fake_token = _token_with_groups  # noqa: SLF001 as above

if __name__ == "__main__":
    main()
