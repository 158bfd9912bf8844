"""Many articles at once: processes read ahead, one process writes down, in the order of the items."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context

from app.extraction import Candidate, load_pipeline
from app.services.ingestion import Article, Given, find_known, read_candidates
from app.services.intake import Came, Intake, Item, Opened, open_item, write_down

WORTH_IT = 12  # articles to read before processes are started: each takes a second to load its model
AHEAD = 4  # articles for each process that are opened before they are written down
DIED = "a reading process died: its articles are read here, one by one"

Read = tuple[Candidate, ...]


@dataclass(slots=True)
class _Held:
    """An opened item on its way to the record: its article as it is to be read, and who reads it."""

    opened: Opened
    article: Article | None  # None where it need not be read
    candidates: Future[Read] | None = None


def count_cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def take_all(
    intake: Intake,
    items: Iterable[Item | Came],
    given: Given | None = None,
    *,
    processes: int | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Iterator[Came]:
    """What came of each item, in their order; the record is the same for any number of processes.

    processes: how many read, all cores unless given; one, or few articles, are read in this process.
    """
    readers = _Readers(count_cores() if processes is None else processes, tell)
    waiting: deque[_Held | Came] = deque()
    try:
        for item in items:
            waiting.append(item if isinstance(item, Came) else _open(intake, item, given))
            readers.ask(waiting)
            if len(waiting) >= readers.ahead:
                yield _finish(intake, waiting.popleft(), readers)
        while waiting:
            yield _finish(intake, waiting.popleft(), readers)
    finally:
        readers.stop()


def _open(intake: Intake, item: Item, given: Given | None) -> _Held | Came:
    opened = open_item(intake, item, given)
    if isinstance(opened, Came):
        return opened
    article, unchanged = find_known(intake.database, opened.article)
    unread = unchanged is not None or article.unread is not None
    return _Held(opened, None if unread else article)


def _finish(intake: Intake, held: _Held | Came, readers: _Readers) -> Came:
    if isinstance(held, Came):
        return held
    return write_down(intake, held.opened, lambda article: readers.read(article, held))


class _Readers:
    """The processes, once there is enough to read."""

    def __init__(self, processes: int, tell: Callable[[str], None]) -> None:
        self._processes = processes
        self._tell = tell
        self._pool: ProcessPoolExecutor | None = None
        self._alone = processes <= 1
        self.ahead = 1 if self._alone else max(2 * WORTH_IT, AHEAD * processes)

    def ask(self, waiting: deque[_Held | Came]) -> None:
        """Have everything read that waits for it."""
        unasked = [
            (held, held.article)
            for held in waiting
            if isinstance(held, _Held) and held.article is not None and held.candidates is None
        ]
        if self._alone or (self._pool is None and len(unasked) < WORTH_IT):
            return
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self._processes, mp_context=get_context("spawn"), initializer=_start
            )
        try:
            for held, article in unasked:
                held.candidates = self._pool.submit(read_candidates, article)
        except BrokenProcessPool:
            self._give_up()

    def read(self, article: Article, held: _Held) -> Read:
        """The candidates of an article: read ahead, or here where it was not, or has changed since."""
        if held.candidates is not None and article == held.article:
            try:
                return held.candidates.result()
            except (BrokenProcessPool, CancelledError):
                self._give_up()
        return read_candidates(article)

    def _give_up(self) -> None:
        if not self._alone:
            self._tell(DIED)
        self._alone = True
        self.stop()

    def stop(self) -> None:
        """Let nothing be read that nobody waits for."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None


def _start() -> None:
    """In each process: the model is loaded once; whoever interrupts means the process that writes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    load_pipeline()
