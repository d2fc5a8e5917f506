"""What the error of a provider's call means: that nothing happened, or that nobody knows."""

from collections.abc import Iterator
from contextlib import contextmanager

from baton.aws.clients import error_code, is_passing, unavailable
from baton.effects.sender import Misconfigured, ProviderUnavailable, Rejected

_OURS = frozenset(
    {
        "AccessDenied",
        "AccessDeniedException",
        "AccountSuspendedException",
        "AuthorizationError",
        "AuthorizationErrorException",
        "ExpiredToken",
        "ExpiredTokenException",
        "InvalidClientTokenId",
        "MailFromDomainNotVerified",
        "MailFromDomainNotVerifiedException",
        "NotFoundException",
        "QueueDoesNotExist",
        "SendingPausedException",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    }
)
"""What is wrong with us and not with the message: once it is put right, the same message goes out."""

_UNVERIFIED = "not verified"
"""What SES says of an identity that is not, and of every reader while the account is in the sandbox."""


@contextmanager
def one_call(provider: str, hint: str = "") -> Iterator[None]:
    """Around one call of an AWS service that is not repeated. ``provider`` begins the sentences for
    operators, ``hint`` ends that of a fault of ours.

    Raises ``Rejected``, ``Misconfigured`` and ``ProviderUnavailable`` for what certainly did not
    happen, and ``Unavailable`` for what may have: a 5xx, and a connection that broke.
    """
    from botocore.exceptions import (
        BotoCoreError,
        ClientError,
        ConnectTimeoutError,
        EndpointConnectionError,
        NoCredentialsError,
    )

    try:
        yield
    except ClientError as error:
        reason = error_code(error)
        if error.response["ResponseMetadata"]["HTTPStatusCode"] >= 500:  # noqa: PLR2004 (HTTP)
            raise unavailable(provider, error) from error
        if is_passing(error):
            raise ProviderUnavailable(f"{provider} takes nothing now ({reason}).") from error
        if reason in _OURS or _UNVERIFIED in str(error.response["Error"].get("Message", "")):
            words = f"{provider} takes nothing until this is put right ({reason}). {hint}"
            raise Misconfigured(words.strip()) from error
        raise Rejected(f"{provider} refuses it ({reason}).") from error
    except (ConnectTimeoutError, EndpointConnectionError, NoCredentialsError) as error:
        raise ProviderUnavailable(
            f"{provider} cannot be reached ({type(error).__name__})."
        ) from error
    except BotoCoreError as error:
        raise unavailable(provider, error) from error
