"""Getting articles over HTTP, safely: public addresses only, one deadline, caps on every byte.

FetchError
├── AddressRefused    the address, or one it leads to, is not a public http(s) place
├── Unreachable       the name does not resolve, or nothing answers there
├── TimedOut          the whole fetch took longer than its deadline
├── TooLarge          more bytes than an article has, on the wire or decoded
├── BadStatus         the server answered, but not with the page; carries the number
└── BadContent        what came is broken, or is no text

A name is resolved once and every answer is checked; the connection goes to a checked address, and each
redirect is a new address to check. Time and bytes are counted beneath the HTTP library, where a slow or
endless header counts too.
"""

from __future__ import annotations

import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from email.message import Message
from ipaddress import ip_address, ip_network
from typing import Any

import httpcore
import httpx
from ssrfguard import (
    DEFAULT_DENIED,
    AddressTable,
    Block,
    BlockedURLError,
    Policy,
    Reach,
    Resolver,
    SSRFGuardError,
    Target,
)
from ssrfguard.httpx import SafeBackend

from app.domain.errors import ForeseenError

USER_AGENT = "Foreseen/0.1 (reads articles for an archive of forecasts)"
MAX_REDIRECTS = 5

_ATTEMPTS = 2
_HEADER_BYTES = 2**18
_CHUNK = 2**16
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PAGES = frozenset({200, 203})
_TEXT_TYPES = re.compile(
    r"text/(?!css\b|javascript\b|calendar\b)\S+|application/(?:[\w.-]+\+)?xml|application/octet-stream"
)
_RESERVED_NAMES = re.compile(r"(?:^|\.)(?:localhost|local|internal|intranet|lan|home|corp|arpa|onion)$")
_ENDS_IN_NUMBER = re.compile(r"(?:^|\.)(?:\d+|0x[0-9a-f]*)$")


class FetchError(ForeseenError):
    """A page could not be had; `url` is what was asked for, without credentials."""

    def __init__(self, url: str, why: str) -> None:
        self.url = _shown(url)
        self.why = why
        super().__init__(f"{self.url}: {why}")


class AddressRefused(FetchError):
    """The address, or one it leads to, is not a public http(s) place."""


class Unreachable(FetchError):
    """The name does not resolve, or nothing answers there."""


class TimedOut(FetchError):
    """The whole fetch took longer than its deadline."""


class TooLarge(FetchError):
    """More bytes than an article has."""


class BadStatus(FetchError):
    """The server answered, but not with the page."""

    def __init__(self, url: str, status: int) -> None:
        super().__init__(url, f"the server answered with status {status}")
        self.status = status


class BadContent(FetchError):
    """What came is broken, or is no text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A page's bytes, decoded from compression but not from their character encoding."""

    url: str
    final_url: str
    status: int
    media_type: str | None
    charset: str | None
    body: bytes


def public_policy() -> Policy:
    """http and https on their own ports, to addresses that route to the public internet.

    Beyond the guard's table: outside 2000::/3 nothing is global unicast (this holds `::ffff:0:127.0.0.1`, the
    IPv4-translated spelling), and the anycast services that the registries call global host no articles.
    """
    closed = [
        Block(ip_network(net), "not global unicast", "RFC4291", Reach.DENIED)
        for net in ("::/3", "4000::/2", "8000::/1")
    ]
    blocks = [
        replace(block, reach=Reach.DENIED) if block.reach is Reach.PERMITTED else block
        for block in DEFAULT_DENIED.blocks
    ]
    return Policy(denied_networks=AddressTable((*blocks, *closed)), max_connection_attempts=_ATTEMPTS)


class _Late(Exception):
    """The deadline has passed."""


class _Flood(Exception):
    """More bytes came over the wire than are allowed."""


class _Budget:
    """The time and bytes that are left to one fetch, over all its hops."""

    def __init__(self, *, seconds: float, wire: int) -> None:
        self._end = time.monotonic() + seconds
        self._wire = wire

    def left(self) -> float:
        """Seconds left; raises once there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise _Late
        return left

    def take(self, size: int) -> None:
        """Count bytes that came in."""
        self._wire -= size
        if self._wire < 0:
            raise _Flood


class _Stream(httpcore.NetworkStream):
    """A connection whose every read and write draws on the budget."""

    def __init__(self, stream: httpcore.NetworkStream, budget: _Budget) -> None:
        self._stream, self._budget = stream, budget

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._stream.read(max_bytes, timeout=self._budget.left())
        self._budget.take(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, timeout=self._budget.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(
            self._stream.start_tls(ssl_context, server_hostname, timeout=self._budget.left()), self._budget
        )

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Backend(SafeBackend):
    """The guard's backend, which resolves once and connects to what it checked, under the budget."""

    def __init__(self, *, policy: Policy, resolver: Resolver, budget: _Budget) -> None:
        super().__init__(policy=policy, resolver=_in_time(resolver, budget))
        self._budget = budget

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        each = self._budget.left() / self.policy.max_connection_attempts
        return _Stream(super().connect_tcp(host, port, timeout=each), self._budget)


def _in_time(resolver: Resolver, budget: _Budget) -> Resolver:
    """The resolver on a thread of its own: the platform's takes no time limit and cannot be interrupted."""

    def resolve(*arguments: Any) -> list[Any]:
        answers: list[list[Any] | BaseException] = []

        def work() -> None:
            try:
                answers.append(list(resolver(*arguments)))
            except (OSError, UnicodeError) as error:
                answers.append(error)

        thread = threading.Thread(target=work, daemon=True, name="resolve")
        thread.start()
        thread.join(budget.left())
        budget.left()
        if not answers:
            raise socket.gaierror("the resolver failed")
        if isinstance(answers[0], BaseException):
            raise socket.gaierror("the name does not resolve") from answers[0]
        return answers[0]

    return resolve


class Fetcher:
    """Fetches pages; safe to share between threads, since each fetch has a connection of its own."""

    def __init__(
        self,
        *,
        timeout_total: float = 10.0,
        max_wire: int = 5 * 2**20,
        max_decoded: int = 20 * 2**20,
        resolver: Resolver | None = None,
        policy: Policy | None = None,
    ) -> None:
        self._seconds, self._max_wire, self._max_decoded = timeout_total, max_wire, max_decoded
        self._resolver: Resolver = resolver or socket.getaddrinfo
        self._policy = policy or public_policy()
        # never the environment's proxies or certificates: a proxy would resolve names on its own
        self._tls = httpx.create_ssl_context(trust_env=False)

    def fetch(self, url: str) -> Fetched:
        """The page at `url`, after at most MAX_REDIRECTS redirects; raises FetchError."""
        budget = _Budget(seconds=self._seconds, wire=self._max_wire + _HEADER_BYTES)
        backend = _Backend(policy=self._policy, resolver=self._resolver, budget=budget)
        try:
            with httpcore.ConnectionPool(
                ssl_context=self._tls, network_backend=backend, max_connections=1
            ) as pool:
                return self._follow(url, pool)
        except (_Late, httpcore.TimeoutException) as error:
            raise TimedOut(url, f"took longer than {self._seconds:g} s") from error
        except _Flood as error:
            raise TooLarge(url, f"sent more than {self._max_wire} bytes") from error
        except BlockedURLError as error:
            raise AddressRefused(url, "is not, or does not stay, an address of a public website") from error
        except SSRFGuardError as error:
            # without the guard's own words: they would tell a stranger where an inner name leads
            raise AddressRefused(url, "does not lead to a public address") from error
        except (httpcore.ConnectError, socket.gaierror) as error:
            broken = isinstance(error.__cause__ or error.__context__, ssl.SSLError)
            why = (
                "the server's certificate or encryption is not valid"
                if broken
                else "the server cannot be reached"
            )
            raise Unreachable(url, why) from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise BadContent(url, "the server broke off or sent a broken answer") from error

    def _follow(self, url: str, pool: httpcore.ConnectionPool) -> Fetched:
        current = url
        for _ in range(MAX_REDIRECTS + 1):
            address, target = self._checked(current, asked=url)
            with pool.stream("GET", _request_url(address, target), headers=_headers(address)) as response:
                headers = httpx.Headers(response.headers)
                if response.status in _REDIRECTS and (location := headers.get("location")):
                    current = _joined(address, location, asked=url)
                    continue
                if response.status not in _PAGES:
                    raise BadStatus(url, response.status)
                media_type, charset = _content_type(headers, asked=url)
                body = self._body(response, headers, asked=url)
            return Fetched(
                url=url,
                final_url=str(address.copy_with(fragment=None)),
                status=response.status,
                media_type=media_type,
                charset=charset,
                body=body,
            )
        raise BadContent(url, f"leads through more than {MAX_REDIRECTS} redirects")

    def _checked(self, url: str, *, asked: str) -> tuple[httpx.URL, Target]:
        """The address parsed once and found public in form; where its name leads is checked on connecting."""
        # first as it was written, since parsing may tidy away what makes it suspicious
        self._policy.check_url(url)
        try:
            address = httpx.URL(url)
        except (httpx.InvalidURL, UnicodeError, ValueError) as error:
            raise AddressRefused(asked, "is not a well-formed address") from error
        target = self._policy.check_url(str(address))
        if not _public_in_form(target):
            raise AddressRefused(asked, "names no public host")
        return address, target

    def _body(self, response: httpcore.Response, headers: httpx.Headers, *, asked: str) -> bytes:
        declared = headers.get("content-length", "")
        if declared.isascii() and declared.isdigit() and int(declared[:20]) > self._max_wire:
            raise TooLarge(asked, f"is {declared[:20]} bytes; at most {self._max_wire} are taken")
        body, wire = bytearray(), 0
        decoder = _decoder(headers.get("content-encoding", ""), asked=asked)
        for chunk in response.iter_stream():
            wire += len(chunk)
            if wire > self._max_wire:
                raise TooLarge(asked, f"sent more than {self._max_wire} bytes")
            for piece in decoder.feed(chunk) if decoder else (chunk,):
                body += piece
                if len(body) > self._max_decoded:
                    raise TooLarge(asked, f"unpacks to more than {self._max_decoded} bytes")
        if decoder and not decoder.finished:
            raise BadContent(asked, "ends in the middle of its compressed text")
        return bytes(body)


class _Inflate:
    """Compressed text unpacked in small pieces, so that a bomb is stopped at the cap and not after it."""

    def __init__(self, *, gzip: bool, asked: str) -> None:
        self._gzip, self._asked = gzip, asked
        self._inner = zlib.decompressobj(16 + zlib.MAX_WBITS) if gzip else None

    @property
    def finished(self) -> bool:
        """Whether the compressed stream came to its own end."""
        return self._inner is not None and self._inner.eof

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The unpacked pieces of one chunk; what follows the stream's end is dropped, as browsers do."""
        if self._inner is None:
            # "deflate" means zlib by the standard and raw deflate by some servers: the first byte tells
            self._inner = zlib.decompressobj(zlib.MAX_WBITS if data[0] & 0x0F == 8 else -zlib.MAX_WBITS)
        while data and not self._inner.eof:
            try:
                yield self._inner.decompress(data, _CHUNK)
            except zlib.error as error:
                raise BadContent(self._asked, "has broken compression") from error
            data = self._inner.unconsumed_tail


def _decoder(coding: str, *, asked: str) -> _Inflate | None:
    coding = coding.strip().lower()
    if coding in {"", "identity"}:
        return None
    if coding in {"gzip", "x-gzip", "deflate"}:
        return _Inflate(gzip=coding != "deflate", asked=asked)
    raise BadContent(asked, f"came compressed as {coding[:40]!r}, which was not asked for")


def _public_in_form(target: Target) -> bool:
    """Whether the host is a canonical address or a name of the public tree; the guard has judged the rest.

    `127.1`, `0x7f.1` and `2130706433` are names to a parser and loopback to the resolver.
    """
    host = target.host.rstrip(".").lower()
    if target.address is not None:
        return ip_address(host) == target.address and (
            target.address.version == 6 or str(target.address) == host
        )
    return "." in host and not _ENDS_IN_NUMBER.search(host) and not _RESERVED_NAMES.search(host)


def _request_url(address: httpx.URL, target: Target) -> httpcore.URL:
    # host and port are those that were checked, so no second parser can disagree about where this goes
    return httpcore.URL(scheme=target.scheme, host=target.host, port=target.port, target=address.raw_path)


def _headers(address: httpx.URL) -> list[tuple[str, str]]:
    return [
        ("Host", address.netloc.decode("ascii")),
        ("User-Agent", USER_AGENT),
        (
            "Accept",
            "text/html,application/xhtml+xml,application/atom+xml,application/rss+xml,text/plain;q=0.9,*/*;q=0.1",
        ),
        ("Accept-Encoding", "identity"),
        ("Connection", "close"),
    ]


def _joined(address: httpx.URL, location: str, *, asked: str) -> str:
    try:
        # a browser's way with stray blanks; everything else is for the check of the next hop
        return str(address.join(location.strip()))
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise BadContent(asked, "redirects to something that is no address") from error


def _content_type(headers: httpx.Headers, *, asked: str) -> tuple[str | None, str | None]:
    words = headers.get("content-type")
    if not words:
        return None, None
    message = Message()
    message["content-type"] = words[:200]
    media_type = message.get_content_type()
    if not _TEXT_TYPES.fullmatch(media_type):
        raise BadContent(asked, f"is {media_type}, not an article's text")
    return media_type, message.get_content_charset()


def _shown(url: str) -> str:
    """An address fit for a message: no credentials, no control characters, not endless."""
    clean = re.sub(r"//[^/?#@\s]{0,2000}@", "//", "".join(char for char in url[:2000] if char.isprintable()))
    return clean if len(clean) <= 200 else clean[:197] + "..."
