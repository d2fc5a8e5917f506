"""A connection goes to the address that was checked, and the certificate must be of the name."""

import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from baton.web.wire import (
    BadCertificate,
    Limits,
    NoConnection,
    Request,
    Target,
    TooSlow,
    WireAnswer,
    ask,
)
from tests.fakes.platform.socket_server import says, somebody

x509 = pytest.importorskip("cryptography.x509", reason="makes the certificates")


@pytest.fixture(scope="module")
def contexts(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's context with a certificate for acme.example, and one that trusts it."""
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "acme.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("acme.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file: Path = tmp_path_factory.mktemp("tls") / "acme.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + secret)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    return server, ssl.create_default_context(cafile=file)


@pytest.fixture
def names() -> list[str | None]:
    """The names that clients asked for in their handshakes (SNI)."""
    return []


@pytest.fixture
def port(contexts, names) -> Iterator[int]:
    server = contexts[0]
    server.sni_callback = lambda _, name, __: names.append(name)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=_serve, args=(listening, server), daemon=True).start()
        yield listening.getsockname()[1]


def _serve(listening: socket.socket, context: ssl.SSLContext) -> None:
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:
            return
        try:
            with context.wrap_socket(connection, server_side=True) as secure:
                head = secure.recv(4_096)
                secure.sendall(
                    b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(head), head)
                )
        except OSError:
            continue


def _request(seconds: float, path: str = "/") -> Request:
    return Request(path, {}, Limits(seconds, 10_000), lambda *_: True)


def _ask(port: int, host: str, trusted: ssl.SSLContext | None) -> WireAnswer:
    target = Target(host, host, "127.0.0.1", port, has_tls=True)
    return ask(target, _request(2, "/a"), trusted)


def test_the_name_is_in_handshake_and_request_and_the_connection_at_the_address(
    port: int, contexts, names
) -> None:
    answer = _ask(port, "acme.example", contexts[1])
    assert names == ["acme.example"]
    assert b"Host: acme.example\r\n" in answer.body


def test_a_certificate_of_another_name_is_not_taken(port: int, contexts) -> None:
    with pytest.raises(BadCertificate, match="no certificate of its name"):
        _ask(port, "other.example", contexts[1])


def test_a_certificate_that_nobody_vouches_for_is_not_taken(port: int) -> None:
    with pytest.raises(BadCertificate):
        _ask(port, "acme.example", None)


def test_a_handshake_that_never_ends_ends() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        target = Target("acme.example", "acme.example", "127.0.0.1", port, has_tls=True)
        with pytest.raises(TooSlow):
            ask(target, _request(0.5))


def test_nobody_there_is_no_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    target = Target("a.example", "a.example", "127.0.0.1", port, has_tls=False)
    with pytest.raises(NoConnection):
        ask(target, _request(1))


@pytest.mark.parametrize("interim", [103, 102, 199])
def test_an_interim_answer_is_not_the_page(interim: int) -> None:
    early = f"HTTP/1.1 {interim} Wait\r\nLink: x\r\n\r\n".encode()
    with somebody(says(early + b"HTTP/1.1 200 OK\r\n\r\n<p>here</p>")) as url:
        port = int(url.split(":")[2].partition("/")[0])
        target = Target("acme.example", "acme.example", "127.0.0.1", port, has_tls=False)
        answer = ask(target, Request("/", {}, Limits(5, 100), lambda status, _: status == 200))
    assert (answer.status, answer.body) == (200, b"<p>here</p>")
