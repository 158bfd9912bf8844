"""Asking a language model at the operator's own address: one request, one deadline, a cap on every byte.

The address is the operator's and may be on this machine: the rules for articles' addresses do not bind it.
Redirects are not followed and the environment's proxies not used: key and text go there and nowhere else.
"""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass, field

import httpx
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.domain.errors import ForeseenError
from app.extraction.anchors import INSTRUCTIONS, SCHEMA, Numbered, Proposal

PATH = "/chat/completions"
MAX_SENT = 60_000  # characters of sentences with their ids: six times a long article
MAX_ANSWER = 2**18
MAX_PROPOSALS = 200
_SAID = {
    401: "it refused the key",
    403: "it refused the key",
    404: "there is no such address or model",
    429: "too many requests",
}


class ModelFailed(ForeseenError):
    """The model could not be asked, or its answer cannot be used."""


class _Forecast(BaseModel):
    """One proposal as the schema wants it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    sentences: list[int]
    anchor: str


class _Answer(BaseModel):
    """All proposals for one article."""

    model_config = ConfigDict(extra="forbid", strict=True)

    forecasts: list[_Forecast] = Field(max_length=MAX_PROPOSALS)


class _Message(BaseModel):
    """What the model wrote; servers add fields of their own around it."""

    content: str


class _Choice(BaseModel):
    """One completion."""

    message: _Message


class _Completion(BaseModel):
    """The envelope of an answer."""

    choices: list[_Choice] = Field(min_length=1, max_length=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """An OpenAI-compatible endpoint; safe to share between threads: each question has its own connection."""

    url: str
    name: str
    key: str | None = field(default=None, repr=False)
    seconds: float = 60.0

    def propose(self, numbered: Numbered) -> tuple[Proposal, ...]:
        """What the model takes for forecasts; raises ModelFailed."""
        answer = _parse(self._post(self._question(numbered)))
        return tuple(Proposal(tuple(one.sentences), one.anchor) for one in answer.forecasts)

    def _question(self, numbered: Numbered) -> bytes:
        """The fixed instructions as the system's words, the article as the user's data; no tools to call."""
        question = {
            "model": self.name,
            "temperature": 0,
            "messages": [
                {"role": "system", "content": INSTRUCTIONS},
                {"role": "user", "content": numbered.message()},
            ],
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "forecasts", "strict": True, "schema": SCHEMA},
            },
        }
        return json.dumps(question).encode()

    def _post(self, question: bytes) -> bytes:
        """The answer's bytes within a deadline outside the client, whose own counts each read anew."""
        client = httpx.Client(
            timeout=self.seconds,
            trust_env=False,
            follow_redirects=False,
            # an operator's own certificates (SSL_CERT_FILE) are trusted, the environment's proxies are not
            verify=httpx.create_ssl_context(trust_env=True),
        )
        end = time.monotonic() + self.seconds
        came: list[bytes | Exception] = []

        def work() -> None:
            try:
                came.append(self._exchange(client, question, end))
            except Exception as error:  # noqa: BLE001  # it is raised in the thread that waits
                came.append(error)

        thread = threading.Thread(target=work, daemon=True, name="model")
        thread.start()
        thread.join(self.seconds)
        # a thread that is still waiting loses its connection here, and ends
        client.close()
        if not came:
            raise ModelFailed(self._late())
        [answer] = came
        if isinstance(answer, bytes):
            return answer
        if isinstance(answer, httpx.HTTPError | httpx.InvalidURL):
            raise ModelFailed(self._explained(answer)) from answer
        raise answer

    def _exchange(self, client: httpx.Client, question: bytes, end: float) -> bytes:
        body = bytearray()
        with client.stream(
            "POST", _endpoint(self.url), content=question, headers=self._headers()
        ) as response:
            if response.status_code != 200:
                raise ModelFailed(_status(response.status_code))
            if response.headers.get("content-encoding", "").strip().lower() not in {"", "identity"}:
                raise ModelFailed("the language model's answer came compressed, which was not asked for")
            for chunk in response.iter_raw():
                body += chunk
                if len(body) > MAX_ANSWER:
                    raise ModelFailed(f"the language model's answer is longer than {MAX_ANSWER} bytes")
                if time.monotonic() > end:
                    raise ModelFailed(self._late())
        return bytes(body)

    def _headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/json", "Accept-Encoding": "identity"}
        return headers if self.key is None else {**headers, "Authorization": f"Bearer {self.key}"}

    def _late(self) -> str:
        return f"the language model took longer than {self.seconds:g} s"

    def _explained(self, error: Exception) -> str:
        """The client's errors in our words, without anything a server or a header said."""
        if isinstance(error, httpx.TimeoutException):
            return self._late()
        if isinstance(error, httpx.ConnectError):
            return "the language model cannot be reached"
        return "the language model broke off or sent a broken answer"


def _endpoint(url: str) -> str:
    """Where to post: most servers' addresses are given as .../v1."""
    url = url.rstrip("/")
    return url if url.endswith(PATH) else url + PATH


def _status(status: int) -> str:
    said = _SAID.get(status) or ("redirects are not followed" if 300 <= status < 400 else "")
    return f"the language model answered with status {status}" + (f": {said}" if said else "")


def _parse(data: bytes) -> _Answer:
    """The answer, checked field by field; what is wrong is named by its sort, not in the answer's words."""
    try:
        completion = _Completion.model_validate_json(data)
    except ValidationError as error:
        raise ModelFailed(f"the language model sent no chat completion ({_sort(error)})") from error
    try:
        return _Answer.model_validate_json(completion.choices[0].message.content)
    except ValidationError as error:
        raise ModelFailed(
            f"the language model's answer is not the JSON asked for ({_sort(error)})"
        ) from error


def _sort(error: ValidationError) -> str:
    return error.errors(include_url=False, include_context=False, include_input=False)[0]["type"]
