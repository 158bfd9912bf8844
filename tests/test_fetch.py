"""Fetching from servers of every temper, on loopback by a policy that only a constructor can give."""

from __future__ import annotations

import contextlib
import gzip
import itertools
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Address, ip_network
from typing import Any

import pytest

from app.fetch import (
    AddressRefused,
    BadContent,
    BadStatus,
    Fetched,
    Fetcher,
    FetchError,
    TimedOut,
    TooLarge,
    Unreachable,
    public_policy,
)

Handler = Callable[[socket.socket, bytes], None]
Answer = tuple[int, int, int, str, tuple[Any, ...]]

# Without the time of day in it: parallel workers must collect tests of the same names.
GZIPPED = gzip.compress(b"words " * 1000, mtime=0)


@dataclass
class Server:
    """A loopback server that hands each connection's request to a scripted handler."""

    handler: Handler
    requests: list[bytes] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        self.threads = [threading.Thread(target=self._serve, daemon=True)]
        self.threads[0].start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._answer, args=(connection,), daemon=True)
            self.threads.append(thread)
            thread.start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.settimeout(5)
            request = b""
            while b"\r\n\r\n" not in request and (part := connection.recv(65536)):
                request += part
            self.requests.append(request)
            self.handler(connection, request)

    def close(self) -> None:
        self.done.set()
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for thread in self.threads:
            thread.join(5)


Serve = Callable[[Handler], Server]


@pytest.fixture
def serve() -> Iterator[Serve]:
    servers: list[Server] = []

    def start(handler: Handler) -> Server:
        servers.append(Server(handler))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


def response(
    body: bytes = b"",
    *,
    status: str = "200 OK",
    headers: str = "Content-Type: text/html\r\n",
    length: int | None = None,
) -> bytes:
    size = len(body) if length is None else length
    return f"HTTP/1.1 {status}\r\n{headers}Content-Length: {size}\r\n\r\n".encode() + body


def always(answer: bytes) -> Handler:
    return lambda connection, _: connection.sendall(answer)


def answers(*addresses: str) -> Callable[..., list[Answer]]:
    """A resolver for which every name has these addresses."""

    def resolve(host: str, port: int, *_: object) -> list[Answer]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    return resolve


def fetcher(*servers: Server, resolver: Callable[..., list[Answer]] | None = None, **limits: Any) -> Fetcher:
    """A fetcher that may reach these servers on loopback."""
    ports = frozenset({80, 443, *(server.port for server in servers)})
    policy = replace(public_policy(), allowed_networks=(ip_network("127.0.0.1/32"),), allowed_ports=ports)
    return Fetcher(resolver=resolver or answers("127.0.0.1"), policy=policy, **limits)


def at(server: Server, path: str = "/") -> str:
    return f"http://news.example:{server.port}{path}"


class TestPages:
    def test_a_page_and_what_its_server_says_of_it(self, serve: Serve) -> None:
        server = serve(
            always(response(b"<p>hi</p>", headers='Content-Type: Text/HTML; charset="ISO-8859-1"\r\n'))
        )
        url = at(server, "/a%20b?q=é#part")
        assert fetcher(server).fetch(url) == Fetched(
            url=url,
            final_url=at(server, "/a%20b?q=%C3%A9"),
            status=200,
            media_type="text/html",
            charset="iso-8859-1",
            body=b"<p>hi</p>",
        )

    def test_the_request_says_who_asks_and_wants_no_compression(self, serve: Serve) -> None:
        server = serve(always(response(b"x")))
        fetcher(server).fetch(at(server))
        lines = server.requests[0].decode().split("\r\n")
        assert lines[0] == "GET / HTTP/1.1"
        assert f"Host: news.example:{server.port}" in lines
        assert "Accept-Encoding: identity" in lines
        assert any(line.startswith("User-Agent: Foreseen/") for line in lines)
        assert not any(line.lower().startswith(("cookie", "authorization")) for line in lines)

    @pytest.mark.parametrize(
        ("coding", "packed"),
        [
            ("gzip", GZIPPED),
            ("x-gzip", GZIPPED),
            ("deflate", zlib.compress(b"words " * 1000)),
            ("deflate", zlib.compress(b"words " * 1000)[2:-4]),
            ("GZIP", GZIPPED + b"trailing"),
            ("identity", b"words " * 1000),
        ],
    )
    def test_compression_that_was_not_asked_for_is_undone(
        self, serve: Serve, coding: str, packed: bytes
    ) -> None:
        server = serve(always(response(packed, headers=f"Content-Encoding: {coding}\r\n")))
        assert fetcher(server).fetch(at(server)).body == b"words " * 1000

    def test_chunks_and_endings_by_closing_are_read(self, serve: Serve) -> None:
        chunked = serve(
            always(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
        )
        assert fetcher(chunked).fetch(at(chunked)).body == b"abcde"
        closing = serve(always(b"HTTP/1.0 200 OK\r\n\r\nto the end"))
        assert fetcher(closing).fetch(at(closing)).body == b"to the end"

    def test_redirects_are_followed(self, serve: Serve) -> None:
        def handler(connection: socket.socket, request: bytes) -> None:
            if request.startswith(b"GET /old"):
                connection.sendall(response(status="301 Moved", headers="Location: ../new?x=1\r\n"))
            else:
                connection.sendall(response(b"new"))

        server = serve(handler)
        fetched = fetcher(server).fetch(at(server, "/old/a"))
        assert (fetched.body, fetched.final_url) == (b"new", at(server, "/new?x=1"))

    def test_a_proxy_in_the_environment_is_ignored(
        self, serve: Serve, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        proxy, server = serve(always(response(b"from the proxy"))), serve(always(response(b"direct")))
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert fetcher(server).fetch(at(server)).body == b"direct"
        assert proxy.requests == []


class TestHostileServers:
    @pytest.mark.parametrize(
        ("status", "number"),
        [("404 Not Found", 404), ("500 Oops", 500), ("204 None", 204), ("410 Gone", 410)],
    )
    def test_other_statuses_are_errors_with_their_number(
        self, serve: Serve, status: str, number: int
    ) -> None:
        server = serve(always(response(status=status)))
        with pytest.raises(BadStatus, match=f"news.example.*status {number}") as caught:
            fetcher(server).fetch(at(server))
        assert caught.value.status == number

    def test_a_dripping_body_ends_at_the_deadline(self, serve: Serve) -> None:
        def drip(connection: socket.socket, _: bytes) -> None:
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            while not server.done.wait(0.05):
                connection.sendall(b"x")

        server = serve(drip)
        self._late(server)

    def test_dripping_headers_end_at_the_deadline(self, serve: Serve) -> None:
        def drip(connection: socket.socket, _: bytes) -> None:
            connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while not server.done.wait(0.05):
                connection.sendall(b"x")

        server = serve(drip)
        self._late(server)

    def test_endless_interim_answers_end_at_the_deadline(self, serve: Serve) -> None:
        def drip(connection: socket.socket, _: bytes) -> None:
            while not server.done.wait(0.05):
                connection.sendall(b"HTTP/1.1 103 Early Hints\r\n\r\n")

        server = serve(drip)
        self._late(server)

    def test_a_silent_server_ends_at_the_deadline(self, serve: Serve) -> None:
        server = serve(lambda *_: self._wait(server))
        self._late(server)

    def test_slow_redirects_share_one_deadline(self, serve: Serve) -> None:
        def slow(connection: socket.socket, _: bytes) -> None:
            server.done.wait(0.2)
            connection.sendall(response(status="302 Found", headers="Location: /again\r\n"))

        server = serve(slow)
        self._late(server)

    def test_a_resolver_that_hangs_ends_at_the_deadline(self, serve: Serve) -> None:
        server = serve(always(response(b"x")))

        def hang(*_: object) -> list[Answer]:
            server.done.wait(5)
            return []

        self._late(server, resolver=hang)

    @staticmethod
    def _wait(server: Server) -> None:
        server.done.wait(5)

    @staticmethod
    def _late(server: Server, **options: Any) -> None:
        before = time.monotonic()
        with pytest.raises(TimedOut, match=r"took longer than 0\.4 s"):
            fetcher(server, timeout_total=0.4, **options).fetch(at(server))
        assert time.monotonic() - before < 1.5

    @pytest.mark.parametrize("coding", ["gzip", "deflate"])
    def test_a_bomb_is_stopped_at_the_cap(self, serve: Serve, coding: str) -> None:
        bomb = (gzip.compress if coding == "gzip" else zlib.compress)(bytes(30 * 2**20))
        server = serve(always(response(bomb, headers=f"Content-Encoding: {coding}\r\n")))
        with pytest.raises(TooLarge, match="unpacks to more than 1048576 bytes"):
            fetcher(server, max_decoded=2**20).fetch(at(server))

    def test_a_body_that_says_it_is_huge_is_not_read(self, serve: Serve) -> None:
        server = serve(always(response(b"x", length=10**15)))
        with pytest.raises(TooLarge, match="1000000000000000 bytes"):
            fetcher(server).fetch(at(server))

    def test_a_body_that_does_not_end_is_cut_at_the_cap(self, serve: Serve) -> None:
        def flood(connection: socket.socket, _: bytes) -> None:
            connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            while not server.done.is_set():
                connection.sendall(b"x" * 65536)

        server = serve(flood)
        with pytest.raises(TooLarge, match="more than 100000 bytes"):
            fetcher(server, max_wire=100_000).fetch(at(server))

    def test_headers_and_chunk_wrappings_count_too(self, serve: Serve) -> None:
        def pad(connection: socket.socket, _: bytes) -> None:
            connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            while not server.done.is_set():
                connection.sendall((b"1;" + b"p" * 1000 + b"\r\nx\r\n") * 20)

        server = serve(pad)
        with pytest.raises(FetchError) as caught:
            fetcher(server, max_wire=10_000).fetch(at(server))
        assert isinstance(caught.value, TooLarge | BadContent)

    def test_a_body_of_exactly_the_cap_is_taken(self, serve: Serve) -> None:
        server = serve(always(response(b"x" * 10_000)))
        assert len(fetcher(server, max_wire=10_000).fetch(at(server)).body) == 10_000

    @pytest.mark.parametrize(
        "answer",
        [
            response(b"short", length=500),
            b"HTTP/1.1 200 OK\r\nContent-Le",
            b"",
            b"not http at all\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcde",
            b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nabc",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc",
            b"HTTP/1.1 200 OK\r\nX: " + b"x" * 300_000,
            response(GZIPPED[:20], headers="Content-Encoding: gzip\r\n"),
            response(b"no gzip", headers="Content-Encoding: gzip\r\n"),
            response(b"", headers="Content-Encoding: gzip\r\n"),
            response(b"x", headers="Content-Encoding: br\r\n"),
            response(b"x", headers="Content-Encoding: gzip, gzip\r\n"),
            response(b"x", headers="Content-Type: application/pdf\r\n"),
            response(b"x", headers="Content-Type: image/png\r\n"),
            response(status="302 Found", headers="Location: http://[oops\r\n"),
        ],
    )
    def test_broken_answers_are_bad_content(self, serve: Serve, answer: bytes) -> None:
        server = serve(always(answer))
        with pytest.raises((BadContent, AddressRefused), match=f"^http://news.example:{server.port}/: "):
            fetcher(server).fetch(at(server))

    def test_a_redirect_loop_ends(self, serve: Serve) -> None:
        server = serve(always(response(status="302 Found", headers="Location: /\r\n")))
        with pytest.raises(BadContent, match="more than 5 redirects"):
            fetcher(server).fetch(at(server))
        assert len(server.requests) == 6

    def test_a_redirect_without_a_place_is_a_status(self, serve: Serve) -> None:
        server = serve(always(response(status="302 Found")))
        with pytest.raises(BadStatus):
            fetcher(server).fetch(at(server))

    def test_a_name_or_port_where_nothing_answers_is_unreachable(self, serve: Serve) -> None:
        server = serve(always(b""))

        def nowhere(*_: object) -> list[Answer]:
            raise socket.gaierror("no such name")

        with pytest.raises(Unreachable):
            fetcher(server, resolver=nowhere).fetch(at(server))
        closed = socket.create_server(("127.0.0.1", 0))
        server.port = closed.getsockname()[1]
        reaching = fetcher(server)
        closed.close()
        with pytest.raises(Unreachable):
            reaching.fetch(at(server))

    def test_a_server_that_speaks_no_tls_is_told_apart_by_https(self, serve: Serve) -> None:
        server = serve(always(b""))
        plain = socket.create_server(("127.0.0.1", 0))
        server.port = plain.getsockname()[1]

        def answer() -> None:
            connection, _ = plain.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                connection.recv(65536)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        with plain, pytest.raises(Unreachable, match="certificate or encryption is not valid"):
            fetcher(server).fetch(f"https://news.example:{server.port}/")
        thread.join(5)

    def test_errors_name_the_address_without_its_secrets(self) -> None:
        with pytest.raises(AddressRefused) as caught:
            Fetcher(resolver=answers("127.0.0.1")).fetch("http://user:pass@news.example/\x1b[31m" + "x" * 500)
        assert "pass" not in caught.value.message
        assert caught.value.message.isprintable()
        assert len(caught.value.url) == 200


INNER = [
    "127.0.0.1", "127.1.2.3", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "0.0.0.0", "192.0.0.9", "192.0.0.192", "192.0.2.1", "198.18.0.1", "203.0.113.7", "224.0.0.1",  # noqa: S104 - an address to refuse
    "240.0.0.1", "255.255.255.255",
]  # fmt: skip


def spellings(address: str) -> Iterator[str]:
    """Ways to write one IPv4 address that some parser or resolver understands."""
    a, b, c, d = (int(part) for part in address.split("."))
    number = int(IPv4Address(address))
    high, low = number >> 16, number & 0xFFFF
    yield from (
        address,
        f"{address}.",
        f"{number}",
        f"{number}.",
        f"0x{number:08x}",
        f"0X{number:X}",
        f"0{number:o}",
        f"00000{number:o}",
    )
    yield from (
        f"{a}.{number & 0xFFFFFF}",
        f"{a}.{b}.{low}",
        f"0x{a:x}.0x{b:x}.0x{c:x}.0x{d:x}",
        f"0{a:o}.0{b:o}.0{c:o}.0{d:o}",
    )
    yield from (f"0x{a:x}.{number & 0xFFFFFF}", f"00{a:o}.{b}.0x{c:x}.{d}", f"{a:03}.{b:03}.{c:03}.{d:03}")
    yield "".join(chr(0xFF10 + int(char)) if char.isdigit() else "。" for char in address)
    yield from (address.replace(".", "%2e"), address.replace("1", "①"), address.replace(".", "．"))
    yield from (
        f"[::ffff:{address}]",
        f"[::ffff:{high:x}:{low:x}]",
        f"[::ffff:0:{address}]",
        f"[::ffff:0:{high:x}:{low:x}]",
    )
    yield from (
        f"[::{address}]",
        f"[64:ff9b::{address}]",
        f"[64:ff9b:1::{address}]",
        f"[2002:{high:x}:{low:x}::]",
    )
    yield from (
        f"[2001:0:{high:x}:{low:x}::1]",
        f"[2001::{high ^ 0xFFFF:x}:{low ^ 0xFFFF:x}]",
        f"[0:0:0:0:0:FFFF:{address}]",
    )
    yield f"user:pw@{address}"


HOSTS = [
    "[::1]", "[::]", "[::1%25lo]", "[fe80::1]", "[fe80::1%25eth0]", "[fc00::1]", "[fd00:ec2::254]",
    "[fec0::1]", "[ff02::1]", "[2001:db8::1]", "[100::1]", "[5f00::1]", "[3fff::1]", "[4000::1]",
    "[8000::1]", "[1::1]", "[2001:1::1]", "[64:ff9b::7f00:1]", "[::ffff:7f00:1]", "localhost",
    "LOCALHOST", "localhost.", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ", "a.localhost", "localhost.localdomain", "intranet",
    "metadata", "router.local", "db.internal", "nas.lan", "127.0.0.1.", "127.1", "127.0.1", "0",
    "0x7f.1", "0177.1", "017700000001", "2130706433", "0x7f000001", "1.2.3.4.5", "256.256.256.256",
    "news.example@127.0.0.1", "127.0.0.1#@news.example", "127.0.0.1\\@news.example",
    "news.example\\@127.0.0.1", "a b", "news.example\t", "", "1.0.0.127.in-addr.arpa",
    "news.example:pass@127.0.0.1", "[::ffff:0:7f00:1]", "[::127.0.0.1]", "[v1.x]",
    "a" * 300 + ".example", "-", ".", "..",
]  # fmt: skip

URLS = [
    "", "news.example", "//news.example/", "file:///etc/passwd", "FILE:///etc/passwd",
    "ftp://news.example/", "gopher://news.example:80/_x", "data:text/html,hi", "javascript:alert(1)",
    "jar:http://news.example!/", "unix:///run/x.sock", "http+unix://%2Frun%2Fx/",
    "dict://news.example/", "http:news.example", "http:///news.example", "http://", "https://",
    "http://:80/", "http://news.example:22/", "http://news.example:8080/", "https://news.example:6379/",
    "http://news.example:0/", "http://news.example:65536/", "http://news.example:-1/",
    "http://news.example:80x/", "http://user@news.example/", "http://user:pw@news.example/",
    "http://:@news.example/", "http://news.example\r\nX: y/", "http://news.example/\0",
    "ht\ntp://news.example/", "\x00http://news.example/", "http://news.example/" + "x" * 9000,
    "http://[::1", "http://]/", "http://news.example:８０/",
]  # fmt: skip


class TestHostileAddresses:
    @pytest.fixture
    def canary(self, serve: Serve) -> Server:
        """A server on loopback that must never be reached, whatever a resolver says."""
        return serve(always(response(b"secret")))

    @pytest.fixture
    def guarded(self, canary: Server) -> Fetcher:
        """The default policy plus the canary's port; every name leads to the canary if nothing stops it."""
        policy = public_policy()
        return Fetcher(
            policy=replace(policy, allowed_ports=policy.allowed_ports | {canary.port}),
            resolver=answers("127.0.0.1"),
        )

    def test_no_spelling_of_an_inner_address_is_reached(self, canary: Server, guarded: Fetcher) -> None:
        hosts = [*HOSTS, *itertools.chain.from_iterable(spellings(address) for address in INNER)]
        assert len(hosts) > 500
        for host in hosts:
            for url in (f"http://{host}:{canary.port}/", f"https://{host}:{canary.port}/x"):
                with pytest.raises(AddressRefused):
                    guarded.fetch(url)
        assert canary.requests == []

    @pytest.mark.parametrize("url", URLS)
    def test_no_other_scheme_port_or_shape_is_fetched(self, canary: Server, url: str) -> None:
        with pytest.raises(AddressRefused):
            Fetcher(resolver=answers("127.0.0.1")).fetch(url)
        assert canary.requests == []

    @pytest.mark.parametrize("address", [*INNER, "127.0.0.53"])
    def test_a_public_name_with_an_inner_address_is_refused(self, canary: Server, address: str) -> None:
        policy = replace(public_policy(), allowed_ports=frozenset({canary.port}))
        with pytest.raises(AddressRefused, match="public address") as caught:
            Fetcher(policy=policy, resolver=answers(address)).fetch(at(canary))
        assert address not in caught.value.message
        assert canary.requests == []

    @pytest.mark.parametrize(
        "addresses",
        [("127.0.0.1", "10.0.0.1"), ("10.0.0.1", "127.0.0.1"), ("127.0.0.1", "8.8.8.8", "169.254.169.254")],
    )
    def test_one_inner_address_among_many_refuses_them_all(
        self, canary: Server, addresses: tuple[str, ...]
    ) -> None:
        with pytest.raises(AddressRefused):
            fetcher(canary, resolver=answers(*addresses)).fetch(at(canary))
        assert canary.requests == []

    def test_a_name_is_resolved_once_so_that_it_cannot_flip(self, serve: Serve) -> None:
        server = serve(always(response(b"page")))
        asked: list[str] = []

        def flipping(host: str, port: int, *rest: object) -> list[Answer]:
            asked.append(host)
            return answers("127.0.0.1" if len(asked) == 1 else "10.0.0.1")(host, port, *rest)

        assert fetcher(server, resolver=flipping).fetch(at(server)).body == b"page"
        assert asked == ["news.example"]

    @pytest.mark.parametrize(
        "location",
        [
            "http://169.254.169.254/latest/meta-data/",
            "http://inner.example/",
            "//inner.example/",
            "http://localhost/",
            "file:///etc/passwd",
            "http://127.1/",
            "http://[::ffff:0:127.0.0.1]/",
            "ftp://news.example/",
            "http://news.example:22/",
            "http://user:pw@news.example/",
        ],
    )
    def test_each_redirect_is_judged_anew(self, serve: Serve, location: str) -> None:
        server = serve(always(response(status="302 Found", headers=f"Location: {location}\r\n")))

        def resolver(host: str, port: int, *rest: object) -> list[Answer]:
            return answers("10.0.0.1" if host == "inner.example" else "127.0.0.1")(host, port, *rest)

        with pytest.raises(AddressRefused, match=r"^http://news\.example"):
            fetcher(server, resolver=resolver).fetch(at(server))
        assert len(server.requests) == 1

    @pytest.mark.parametrize(
        "address",
        ["8.8.8.8", "93.184.216.34", "1.1.1.1", "2606:4700::1111", "2a00:1450:4001::200e", "::ffff:8.8.8.8"],
    )
    def test_public_addresses_are_allowed(self, address: str) -> None:
        assert public_policy().permits_address(address)

    @pytest.mark.parametrize(
        "url",
        [
            "http://8.8.8.8/",
            "https://[2606:4700::1111]/",
            "http://müller.example/",
            "http://xn--mller-kva.example./",
        ],
    )
    def test_public_forms_pass_up_to_the_resolver(self, url: str) -> None:
        def nowhere(*_: object) -> list[Answer]:
            raise socket.gaierror("no such name")

        with pytest.raises(Unreachable):
            Fetcher(resolver=nowhere).fetch(url)
