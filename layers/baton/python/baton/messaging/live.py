"""What goes to people and programs that listen right now, and what is looked at again soon."""

import json
from collections.abc import Mapping
from typing import Any, Protocol

from baton.aws.clients import Clients, aws_errors, error_code

ANSWER_SECONDS = 2
"""How long API Gateway may take to pass a message on."""

_CLOSED = frozenset({"GoneException", "410"})


class LiveChannel(Protocol):
    """The open WebSocket connections."""

    def send(self, connection_id: str, text: str) -> bool:
        """Sends a text of at most 128 KB; whether the connection was there to take it.

        Raises ``Unavailable`` if nobody knows.
        """
        ...

    def close(self, connection_id: str) -> None:
        """Closes a connection; one that is closed stays closed."""
        ...


class LaterQueue(Protocol):
    """Where a function leaves itself a note for a moment that is soon."""

    def put(self, note: Mapping[str, Any], seconds: int) -> None:
        """The note comes back after so many seconds (0 to 900), at least once."""
        ...


class ApiGatewayChannel:
    """Connections of a WebSocket API of API Gateway. ``endpoint`` ends with the stage."""

    def __init__(self, clients: Clients, endpoint: str) -> None:
        self._client = clients.later(
            "apigatewaymanagementapi",
            read_seconds=ANSWER_SECONDS,
            attempts=1,
            endpoint=endpoint,
        )

    def send(self, connection_id: str, text: str) -> bool:
        """See ``LiveChannel``. One try: a live message that is late is of no use."""
        return self._done("post_to_connection", ConnectionId=connection_id, Data=text.encode())

    def close(self, connection_id: str) -> None:
        """See ``LiveChannel``."""
        self._done("delete_connection", ConnectionId=connection_id)

    def _done(self, call: str, **given: Any) -> bool:
        from botocore.exceptions import ClientError

        try:
            with aws_errors("The WebSocket API"):
                getattr(self._client(), call)(**given)
        except ClientError as error:
            if error_code(error) not in _CLOSED:
                raise
            return False
        return True


class SqsLater:
    """Notes in a queue of SQS."""

    def __init__(self, clients: Clients, url: str) -> None:
        self._client = clients.later("sqs")
        self._url = url

    def put(self, note: Mapping[str, Any], seconds: int) -> None:
        """See ``LaterQueue``."""
        with aws_errors("The queue"):
            self._client().send_message(
                QueueUrl=self._url, MessageBody=json.dumps(note), DelaySeconds=seconds
            )


def connections_endpoint(url: str, aws_endpoint: str | None) -> str:
    """Where a WebSocket API's connections are reached.

    On AWS that is ``url``, the API's address over https with its stage; a local AWS, which is one
    address for everything, has it under a path.
    """
    if aws_endpoint is None:
        return url
    host, _, stage = url.removeprefix("https://").partition("/")
    return f"{aws_endpoint}/_aws/execute-api/{host.partition('.')[0]}/{stage}"
