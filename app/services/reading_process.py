"""What a reading process runs; light, since each of them imports it anew: no database, no parser of pages."""

from __future__ import annotations

import os
import signal
import threading
from multiprocessing import parent_process

from app.domain.days import DayBounds
from app.extraction import Candidate, load_pipeline, read


def start() -> None:
    """Load the model once; whoever interrupts means the process that writes, and when that ends, so do we."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    load_pipeline()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        # A parent that was killed could not say so, and its queue stays open: we would wait for ever.
        os._exit(1)


def read_text(text: str, published: DayBounds, byline: tuple[str, ...]) -> tuple[Candidate, ...]:
    """The candidates of one text."""
    return read(text, published=published, byline=byline)
