"""What people say about a forecast that names them: replies, correction requests and their answers."""

from __future__ import annotations

from enum import StrEnum


class RemarkKind(StrEnum):
    """A reply stands beside the forecast; a correction request waits for an answer."""

    REPLY = "reply"
    CORRECTION_REQUEST = "correction_request"
    ANSWER = "answer"


class Ruling(StrEnum):
    """How a correction request was answered."""

    ACCEPTED = "accepted"
    DECLINED = "declined"


class Standing(StrEnum):
    """Where a correction request stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"


SAID = (RemarkKind.REPLY, RemarkKind.CORRECTION_REQUEST)  # by others than a curator
