"""What a message in a queue of undelivered calls was about. Pure."""

from collections.abc import Mapping
from typing import Any

from baton.core.json_text import outside_json


def call_of(message: Mapping[str, Any]) -> tuple[str, Any] | None:
    """The function's name and what it was given, of a message in a queue of undelivered calls:
    Lambda's record of a failed asynchronous call, or an event that a rule could not deliver.
    """
    try:
        body = outside_json(message["Body"])
    except ValueError:
        return None
    if not isinstance(body, dict):
        return None
    if "requestContext" in body:
        arn, payload = (
            str(body["requestContext"].get("functionArn", "")),
            body.get("requestPayload"),
        )
    else:
        attributes = message.get("MessageAttributes", {})
        arn, payload = str(attributes.get("TARGET_ARN", {}).get("StringValue", "")), body
    parts = arn.split(":")
    if len(parts) < 7 or parts[2] != "lambda" or payload is None:  # noqa: PLR2004 (an ARN's parts)
        return None
    return parts[6], payload
