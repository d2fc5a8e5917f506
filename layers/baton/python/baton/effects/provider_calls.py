"""What the error of a provider's call means: that nothing happened, or that nobody knows."""

from collections.abc import Iterator
from contextlib import contextmanager

from baton.aws.clients import error_code, is_passing, unavailable
from baton.effects.sender import Misconfigured, ProviderUnavailable, Rejected

_OF_THE_MESSAGE = frozenset(
    {
        *("MessageRejected", "BadRequest", "Validation", "ValidationError", "OptedOut"),
        *("InvalidParameter", "InvalidParameterValue", "ParameterValueInvalid"),
        *("InvalidMessageContents", "InvalidPhoneNumber", "RequestEntityTooLarge"),
    }
)
"""The only codes, but for an "Exception" at their end, that say what is wrong with a message or its
reader. Any other is a fault of ours (rights, keys, identities, quotas, queues that are not there): once
it is put right, the same message goes out."""

_UNVERIFIED = ("not verified", "sandbox")
"""What is said of an identity that is not, and of every reader while the account is in the sandbox."""

_FORBIDDEN = (401, 403)


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
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        words = str(error.response["Error"].get("Message", "")).casefold()
        if status >= 500:  # noqa: PLR2004 (HTTP)
            raise unavailable(provider, error) from error
        if is_passing(error):
            raise ProviderUnavailable(f"{provider} takes nothing now ({reason}).") from error
        unverified = any(said in words for said in _UNVERIFIED)
        of_message = reason.removesuffix("Exception") in _OF_THE_MESSAGE
        if status in _FORBIDDEN or unverified or not of_message:
            told = f"{provider} takes nothing until this is put right ({reason}). {hint}"
            raise Misconfigured(told.strip()) from error
        raise Rejected(f"{provider} refuses it ({reason}).") from error
    except (ConnectTimeoutError, EndpointConnectionError, NoCredentialsError) as error:
        raise ProviderUnavailable(
            f"{provider} cannot be reached ({type(error).__name__})."
        ) from error
    except BotoCoreError as error:
        raise unavailable(provider, error) from error
