"""Bytes that are the same for ever: RFC 8785 JSON and the hashes over it."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from typing import Any

import rfc8785

from app.domain.errors import InvalidInput


def encode(value: Any) -> bytes:
    """RFC 8785 canonical JSON; dates become ISO 8601."""
    try:
        return rfc8785.dumps(_plain(value))
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise InvalidInput("body", f"cannot be written down exactly: {error}") from error


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str):
        if "\x00" in value:  # PostgreSQL could not hold what it projects to
            raise InvalidInput("body", "holds a NUL character", allowed="text without NUL")
        return str(value)
    return value


def leaf_of(body: bytes) -> bytes:
    """RFC 6962 leaf hash: SHA-256 of 0x00 and the body."""
    return hashlib.sha256(b"\x00" + body).digest()


def commitment(salt: bytes, content: bytes) -> str:
    """SHA-256 of salt and content: says nothing about the content once the salt is gone."""
    return hashlib.sha256(salt + content).hexdigest()


def moment(at: datetime) -> str:
    """A time as the record writes it: UTC, microseconds, sortable as text."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
