"""A curator at work: reads a thing, then changes what was read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.testclient import TestClient

PREFIX = "/api/v1"


@dataclass(frozen=True, slots=True)
class Desk:
    """Calls with a curator's key."""

    client: TestClient
    key: dict[str, str]

    def etag(self, path: str) -> str:
        """The ETag of what is read at an address."""
        answer = self.client.get(PREFIX + path, headers=self.key)
        assert answer.status_code == 200, answer.text
        return str(answer.headers["etag"])

    def get(self, path: str) -> Any:
        """What is read at an address."""
        answer = self.client.get(PREFIX + path, headers=self.key)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def send(self, method: str, path: str, body: Any = None, *, match: str | None = None) -> Any:
        """The answer to a call; `match` is the ETag it is conditional on."""
        headers = dict(self.key)
        if match is not None:
            headers["If-Match"] = match
        return self.client.request(method, PREFIX + path, json=body, headers=headers)

    def decide(self, path: str, body: Any = None, *, method: str = "POST") -> Any:
        """Read the thing an address is about, then change it."""
        return self.send(method, path, body, match=self.etag(read_first(path)))

    def done(self, path: str, body: Any = None, *, method: str = "POST", status: int = 200) -> Any:
        """The same, where it must succeed."""
        answer = self.decide(path, body, method=method)
        assert answer.status_code == status, answer.text
        return answer.json()

    def refused(self, path: str, body: Any = None, *, method: str = "POST", status: int = 422) -> list[str]:
        """The same, where it must be refused: the fields that the problem names."""
        answer = self.decide(path, body, method=method)
        return faults(answer, status=status)


def faults(answer: Any, *, status: int = 422) -> list[str]:
    """The fields that a problem names."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    return [fault["parameter"] for fault in answer.json().get("errors", [])]


def read_first(path: str) -> str:
    """The address of the thing that a call changes: /forecasts/3/accept changes /forecasts/3."""
    return "/" + "/".join(path.strip("/").split("/")[:2])
