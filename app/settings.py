"""What the environment decides, read once at the edge."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain.errors import InvalidInput


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
        )


def _whole(environment: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    given = environment.get(name)
    if given is None:
        return default
    if not given.isascii() or not given.isdigit() or not low <= int(given) <= high:
        raise InvalidInput(name, f"{given!r} does not fit", allowed=f"a whole number from {low} to {high}")
    return int(given)
