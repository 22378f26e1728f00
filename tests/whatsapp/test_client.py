"""The client against real sockets: deadlines, limits, redirects, and where the token may go (E6-E8, E16-E18)."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from chatbot.whatsapp import client, transport

Talk = Callable[[socket.socket], None]


class Server:
    """Answers each connection by a function over the bare socket."""

    def __init__(self) -> None:
        self.talk: Talk = lambda connection: None
        self.heard: list[bytes] = []
        self.connections = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            try:
                self.talk(connection)
            except OSError:
                return

    def hear(self, connection: socket.socket) -> bool:
        """Read one request with its body."""
        data = b""
        while b"\r\n\r\n" not in data:
            piece = connection.recv(65536)
            if not piece:
                return False
            data += piece
        head, _, body = data.partition(b"\r\n\r\n")
        length = next(
            (int(line[15:]) for line in head.lower().split(b"\r\n") if line[:15] == b"content-length:"), 0
        )
        while len(body) < length:
            body += connection.recv(65536)
        self.heard.append(data)
        return True

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    started = Server()
    settings.WHATSAPP_API_URL = f"http://127.0.0.1:{started.port}"
    settings.WHATSAPP_ACCESS_TOKEN = "secret-token"
    with client.client_over(transport.DeadlineTransport()):
        yield started
    started.close()


def post(seconds: float = 2.0) -> client.Answer:
    return client.post_message(phone_number_id="1", body={"type": "text"}, seconds=seconds)


def say(server: Server, *answers: bytes) -> None:
    def talk(connection: socket.socket) -> None:
        for answer in answers:
            if server.hear(connection):
                connection.sendall(answer)

    server.talk = talk


OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


def test_connections_are_kept(server: Server) -> None:
    say(server, OK, OK, OK)
    assert [post().status for _ in range(3)] == [200] * 3
    assert server.connections == 1


def test_an_answer_in_drops_ends_at_the_deadline(server: Server) -> None:
    """E6: slow-loris in the body."""
    over = threading.Event()

    def talk(connection: socket.socket) -> None:
        server.hear(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while not over.wait(0.05):
            connection.sendall(b"x")

    server.talk = talk
    began = time.monotonic()
    with pytest.raises(client.NoAnswer):
        post(seconds=0.6)
    over.set()
    assert time.monotonic() - began < 1.5


def test_headers_in_drops_end_at_the_deadline(server: Server) -> None:
    """E6: slow-loris in the headers."""
    over = threading.Event()

    def talk(connection: socket.socket) -> None:
        server.hear(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
        while not over.wait(0.05):
            connection.sendall(b"x")

    server.talk = talk
    began = time.monotonic()
    with pytest.raises(client.NoAnswer):
        post(seconds=0.6)
    over.set()
    assert time.monotonic() - began < 1.5


def test_an_answer_too_large_is_not_read_to_its_end(server: Server) -> None:
    """E7: at most 1 MiB."""
    say(server, b"HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n" + b"x" * (2 * 1024 * 1024))
    with pytest.raises(client.NoAnswer):
        post()


@pytest.mark.parametrize(
    "answer",
    [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf", b"SSH-2.0-x\r\n\r\n"],
)
def test_a_broken_off_answer_is_no_answer(server: Server, answer: bytes) -> None:
    """E8."""
    say(server, answer)
    with pytest.raises(client.NoAnswer):
        post()


def test_gzip_garbage_is_handed_on_unread(server: Server) -> None:
    """E7: not unpacked, so neither a bomb nor an error."""
    say(server, b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd")
    assert post().body == b"abcd"


def test_redirects_are_not_followed(server: Server) -> None:
    """E16."""
    say(server, b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n")
    assert post().status == 302
    assert server.connections == 1


def test_a_refused_connection_never_left(server: Server, settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        settings.WHATSAPP_API_URL = f"http://127.0.0.1:{closed.getsockname()[1]}"
    with pytest.raises(client.Unreachable):
        post()


def test_a_name_that_does_not_resolve_never_left(settings: Any) -> None:
    """E18."""
    settings.WHATSAPP_API_URL = "http://does-not-exist.invalid"
    with client.client_over(transport.DeadlineTransport()), pytest.raises(client.Unreachable):
        post()


def test_plain_text_where_tls_was_expected_never_left(server: Server, settings: Any) -> None:
    """E17."""
    settings.WHATSAPP_API_URL = f"https://127.0.0.1:{server.port}"
    server.talk = lambda connection: connection.sendall(b"hello\r\n")
    with pytest.raises(client.Unreachable):
        post()


def test_a_private_address_for_metas_host_is_refused_before_anything_is_sent(
    server: Server, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """E18: DNS answers 127.0.0.1 for Meta's name."""
    settings.WHATSAPP_API_URL = f"http://graph.facebook.com:{server.port}"
    address = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: address)
    server.talk = lambda connection: server.heard.append(connection.recv(10))
    with pytest.raises(client.Unreachable):
        post()
    assert b"".join(server.heard) == b""


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://graph.facebook.com/v26.0/1", True),
        ("https://lookaside.fbsbx.com/whatsapp/x?mid=1", True),
        ("http://graph.facebook.com/v26.0/1", False),
        ("https://graph.facebook.com:8443/v26.0/1", False),
        ("https://graph.facebook.com.evil.example/", False),
        ("https://graph.facebook.com@evil.example/", False),
        ("https://user@graph.facebook.com/", False),
        ("http://lookaside.fbsbx.com/x", False),
        ("https://lookaside.fbsbx.com:444/x", False),
        ("https://evil.example/lookaside.fbsbx.com", False),
        ("http://127.0.0.1/", False),
        ("http://169.254.169.254/latest/meta-data", False),
        ("http://[::1]/", False),
        ("http://0.0.0.0/", False),
        ("http://2130706433/", False),
        ("http://10.0.0.1/", False),
        ("file:///etc/passwd", False),
        ("gopher://127.0.0.1:25/", False),
        ("//graph.facebook.com/", False),
        ("", False),
    ],
)
def test_where_the_token_may_go(settings: Any, url: str, allowed: bool) -> None:
    settings.WHATSAPP_API_URL = "https://graph.facebook.com"
    assert client.may_have_token(url) is allowed


def test_a_stand_in_under_a_path_is_allowed_under_that_path_only(settings: Any) -> None:
    settings.WHATSAPP_API_URL = "http://127.0.0.1:8000/simulador/graph"
    assert client.may_have_token("http://127.0.0.1:8000/simulador/graph/media/1")
    assert not client.may_have_token("http://127.0.0.1:8000/admin/")
    assert not client.may_have_token("http://127.0.0.1:8000/simulador/graph/../../admin/")


def test_the_token_is_sent_nowhere_else(api: Any) -> None:
    with pytest.raises(client.ForbiddenAddress):
        client.exchange("GET", "https://evil.example/")
    assert api.requests == []


def test_an_id_cannot_leave_its_place_in_the_path(settings: Any) -> None:
    settings.WHATSAPP_API_URL = "https://graph.facebook.com"
    assert client.api_url("../x?y#z") == "https://graph.facebook.com/v26.0/..%2Fx%3Fy%23z"


def test_a_child_process_makes_its_own_client(api: Any) -> None:
    before = client._http()
    client._start_afresh()
    assert client._http() is not before
    assert isinstance(client._http(), httpx.Client)
