"""What the examples are answered, as the documentation shows it.

`RECORD_ANSWERS=1 .venv/bin/python -m pytest tests/api -k "example_of_every and sqlite"` writes them anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from typing import Any

from app.api.documentation import ANSWERS, recorded_answers
from app.api.routes import Operation

# Salted anew each time, or made from what is; the hashes of texts are the same for ever.
_DIGEST = re.compile(r"[0-9a-f]{64}")
_OF_TEXTS = {"sha256", "quote_sha256"}
_KEY = re.compile(r"key:[0-9a-f]{12}")


def check_answer(operation: Operation, answer: Any) -> None:
    """The documentation shows what was really answered; when recording, make it so."""
    name = operation.endpoint.__name__
    shown = _settled(answer.json(), name)
    if os.environ.get("RECORD_ANSWERS"):
        held = json.loads(ANSWERS.read_text()) if ANSWERS.exists() else {}
        ANSWERS.write_text(json.dumps({**held, name: shown}, indent=1, sort_keys=True) + "\n")
    else:
        assert recorded_answers().get(name) == shown, f"tests/api/answers.py says how to record {name} anew"


def _settled(value: Any, path: str) -> Any:
    """The answer with a steady value for each that chance gave."""
    if isinstance(value, dict):
        return {key: _settled(item, f"{path}.{key}") for key, item in value.items()}
    if isinstance(value, list):
        return [_settled(item, f"{path}.{number}") for number, item in enumerate(value)]
    if isinstance(value, str):
        if _DIGEST.fullmatch(value) and path.rpartition(".")[2] not in _OF_TEXTS:
            return hashlib.sha256(path.encode()).hexdigest()
        return _KEY.sub("key:5f0c2a9b7d31", value)
    return value
