"""A server that answers one request with whatever bytes a test wants."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Behaviour = Callable[[socket.socket, threading.Event], None]


@contextmanager
def somebody(behaviour: Behaviour) -> Iterator[str]:
    """A server that reads a request and then behaves as it is told."""
    over = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            connection, _ = listener.accept()
            with connection, suppress(OSError):
                connection.recv(65_536)
                behaviour(connection, over)
                connection.shutdown(socket.SHUT_WR)
                connection.settimeout(0.2)
                while connection.recv(65_536):  # what is left unread would reset the connection
                    pass

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/there?a=1"
    finally:
        over.set()
        listener.close()
        thread.join()


def drips(first: bytes, piece: bytes = b"x") -> Behaviour:
    """Sends ``first``, and then this piece for ever."""

    def behaviour(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(first)
        while not over.wait(0.02):
            connection.sendall(piece)

    return behaviour


def says(answer: bytes) -> Behaviour:
    """Sends this."""
    return lambda connection, _: connection.sendall(answer)
