"""What the environment decides, read once at the edge."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from app.domain.errors import InvalidInput

OFF, ON, NONE = "off", "on", "none"
WEB = "off, or an http:// or https:// address without a password, such as http://127.0.0.1:8080/v1"
NAMES = "the name that the model's server knows it by"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """One frozen answer to every setting."""

    database_url: str = "sqlite:///foreseen.db"
    # Some shells export HOST as the machine's own name, so the variable has a name of its own.
    host: str = field(default="127.0.0.1", metadata={"variable": "FORESEEN_HOST"})
    port: int = 8000
    workers: int = 1
    threads: int = 3
    max_body_bytes: int = 8 * 1024 * 1024
    model_url: str = field(default=OFF, metadata={"variable": "FORESEEN_MODEL_URL"})
    model_name: str = field(default=NONE, metadata={"variable": "FORESEEN_MODEL_NAME"})
    model_key: str = field(default=NONE, repr=False, metadata={"variable": "FORESEEN_MODEL_KEY"})
    model_seconds: int = field(default=60, metadata={"variable": "FORESEEN_MODEL_SECONDS"})
    model_ingestions: str = field(default=OFF, metadata={"variable": "FORESEEN_MODEL_INGESTIONS"})

    def __post_init__(self) -> None:
        if self.has_model and self.model_name == NONE:
            raise InvalidInput("FORESEEN_MODEL_NAME", "is needed with FORESEEN_MODEL_URL", allowed=NAMES)
        if self.model_ingestions == ON and not self.has_model:
            raise InvalidInput("FORESEEN_MODEL_URL", "is needed with FORESEEN_MODEL_INGESTIONS", allowed=WEB)

    @property
    def has_model(self) -> bool:
        """Whether a language model can be asked."""
        return self.model_url != OFF

    @property
    def model_secret(self) -> str | None:
        """The model's key, where it needs one."""
        return None if self.model_key == NONE else self.model_key

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """The settings an environment names; the defaults where it is silent."""
        return cls(
            database_url=environment.get("DATABASE_URL", cls.database_url),
            host=environment.get("FORESEEN_HOST", cls.host),
            port=_whole(environment, "PORT", cls.port, 0, 65_535),
            workers=_whole(environment, "WORKERS", cls.workers, 1, 64),
            threads=_whole(environment, "THREADS", cls.threads, 1, 64),
            max_body_bytes=_whole(environment, "MAX_BODY_BYTES", cls.max_body_bytes, 1024, 2**31),
            model_url=_address(environment, "FORESEEN_MODEL_URL"),
            model_name=_words(environment, "FORESEEN_MODEL_NAME", 200, allowed=NAMES),
            model_key=_words(environment, "FORESEEN_MODEL_KEY", 4_096, allowed="ASCII without spaces"),
            model_seconds=_whole(environment, "FORESEEN_MODEL_SECONDS", cls.model_seconds, 1, 600),
            model_ingestions=_switch(environment, "FORESEEN_MODEL_INGESTIONS"),
        )


def _whole(environment: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    given = environment.get(name)
    if given is None:
        return default
    if not given.isascii() or not given.isdigit() or not low <= int(given) <= high:
        raise InvalidInput(name, f"{given!r} does not fit", allowed=f"a whole number from {low} to {high}")
    return int(given)


def _address(environment: Mapping[str, str], name: str) -> str:
    """An address of the operator's own, which may be on this machine; nothing secret may stand in it."""
    given = environment.get(name, OFF)
    try:
        parts = urlsplit(given)
        whole = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        whole = False
    bare = whole and not (parts.username or parts.password or parts.query or parts.fragment)
    if given != OFF and not (bare and given.isascii() and given.isprintable() and " " not in given):
        raise InvalidInput(name, "is no such address", allowed=WEB)
    return given


def _words(environment: Mapping[str, str], name: str, most: int, *, allowed: str) -> str:
    """A name or key as it stands; it may be secret, so it is never repeated in the refusal."""
    given = environment.get(name, NONE)
    if not 0 < len(given) <= most or not given.isascii() or not given.isprintable() or " " in given:
        raise InvalidInput(name, "does not fit", allowed=allowed)
    return given


def _switch(environment: Mapping[str, str], name: str) -> str:
    given = environment.get(name, OFF)
    if given not in {OFF, ON}:
        raise InvalidInput(name, f"{given!r} does not fit", allowed=f"{OFF}, {ON}")
    return given
