"""Secrets: from the environment, or from Secrets Manager."""

import os

from baton.aws import Clients, aws_errors, error_code


def secret_text(clients: Clients, name: str, *, variable: str | None = None) -> str:
    """The environment variable, or the text of the secret of that name; empty if neither is given.

    Raises ``Unavailable``, and ``LookupError`` if the secret is not there or may not be read. The
    text is in no error.
    """
    if (given := variable and os.environ.get(variable)) or not name:
        return given or ""
    from botocore.exceptions import ClientError

    try:
        with aws_errors("The store of secrets"):
            answer = clients.get("secretsmanager").get_secret_value(SecretId=name)
    except ClientError as error:
        raise LookupError(f"the secret {name} cannot be read ({error_code(error)})") from None
    return str(answer["SecretString"]).strip()
