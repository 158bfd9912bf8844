"""Load on a server over raw sockets: quick enough not to be what is measured.

Run as a child process: `python -m benchmarks.load PORT SECONDS CONNECTIONS`, paths on stdin, JSON out.
"""

from __future__ import annotations

import json
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import cycle

WARM_UP = 0.5


@dataclass(frozen=True, slots=True)
class Load:
    """What a server answered under load."""

    answered: int  # the warm-up's too
    requests_per_second: float
    p50_ms: float
    p99_ms: float
    failures: int


class _Client:
    """One connection that asks again as soon as it is answered."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.asked = 0.0
        self._held = b""
        self._wanted = 0

    def ask(self, request: bytes) -> None:
        self._held, self._wanted = b"", 0
        self.asked = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> int | None:
        """The status once the whole answer is here."""
        data = self.socket.recv(2**18)
        if not data:
            raise ConnectionError("the server closed the connection")
        self._held += data
        if not self._wanted:
            end = self._held.find(b"\r\n\r\n")
            if end < 0:
                return None
            header = self._held[:end].lower()
            start = header.index(b"content-length: ") + 16
            self._wanted = end + 4 + int(header[start : (header + b"\r").index(b"\r", start)])
        return int(self._held[9:12]) if len(self._held) >= self._wanted else None


def run(port: int, paths: Sequence[str], *, seconds: float, connections: int) -> Load:
    """Ask for the paths in turn, on all connections at once; the first half second does not count."""
    requests = cycle([f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode() for path in paths])
    taken: list[float] = []
    answered = failures = 0
    with selectors.DefaultSelector() as selector:
        for _ in range(connections):
            client = _Client(port)
            selector.register(client.socket, selectors.EVENT_READ, client)
            client.ask(next(requests))
        start = time.perf_counter() + WARM_UP
        end = start + seconds
        now = 0.0
        while now < end:
            for key, _ in selector.select(timeout=1):
                client = key.data
                status = client.receive()
                if status is None:
                    continue
                now = time.perf_counter()
                answered += 1
                if start <= now < end:
                    taken.append(now - client.asked)
                    failures += status != 200
                client.ask(next(requests))
            now = time.perf_counter()
        for key in list(selector.get_map().values()):
            key.data.socket.close()
    if not taken:
        raise SystemExit(f"not one answer in {seconds} s")
    taken.sort()
    return Load(
        answered=answered,
        requests_per_second=len(taken) / seconds,
        p50_ms=taken[len(taken) // 2] * 1000,
        p99_ms=taken[len(taken) * 99 // 100] * 1000,
        failures=failures,
    )


def load(port: int, paths: Sequence[str], *, seconds: float, connections: int) -> Load:
    """The same from a process of its own, since the server needs a core to itself."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.load", str(port), str(seconds), str(connections)],
        input="\n".join(paths),
        text=True,
        stdout=subprocess.PIPE,
        check=True,
    )
    return Load(**json.loads(done.stdout))


if __name__ == "__main__":
    measured = run(
        int(sys.argv[1]),
        sys.stdin.read().splitlines(),
        seconds=float(sys.argv[2]),
        connections=int(sys.argv[3]),
    )
    print(json.dumps(asdict(measured)))
