"""Many articles at once: processes read ahead, one process writes down, in the order of the items."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from threading import current_thread, main_thread
from types import FrameType

from app.extraction import Candidate
from app.services import reading_process
from app.services.ingestion import Article, Given, find_known, read_candidates, reading_terms
from app.services.intake import Came, Intake, Item, Opened, open_item, write_down

ENOUGH = 200_000  # characters, some 45 articles: for less, loading the model in each process costs more
AHEAD = 8  # articles for each process that are opened before they are written down
MOST_HELD = 8_000_000  # characters opened at a time, so that a folder of books fits into memory too
DEATHS = 3
DIED = "a reading process died: others go on in its place"
GIVEN_UP = "reading processes keep dying: what is left is read here, one by one"

Read = tuple[Candidate, ...]


@dataclass(slots=True)
class _Held:
    """An opened item on its way to the record: its article as it is to be read, and who reads it."""

    opened: Opened
    article: Article | None  # None where it need not be read
    candidates: Future[Read] | None = None

    @property
    def unasked(self) -> Article | None:
        """The article that nobody reads yet, or nobody any more."""
        return self.article if self.candidates is None or _is_lost(self.candidates) else None


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
    coming = deque(items)
    at_hand = sum(map(_is_at_hand, coming))
    waiting: deque[_Held | Came] = deque()
    try:
        while coming or waiting:
            if coming and readers.has_room(waiting):
                item = coming.popleft()
                at_hand -= _is_at_hand(item)
                waiting.append(item if isinstance(item, Came) else _open(intake, item, given))
            else:
                yield _finish(intake, waiting.popleft(), readers)
            readers.ask(waiting, to_come=at_hand)
    finally:
        readers.stop()


def _is_at_hand(item: Item | Came) -> bool:
    """Whether an article is here; one that must be fetched takes longer to come than to be read."""
    return isinstance(item, Item) and (item.url is None or item.document is not None)


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
        self._deaths = 0

    def has_room(self, waiting: deque[_Held | Came]) -> bool:
        """Whether another item may be opened before the first of those that wait is written down."""
        if self._pool is None:
            return not waiting
        held = sum(len(one.opened.article.text) for one in waiting if isinstance(one, _Held))
        return len(waiting) < AHEAD * self._processes and (held < MOST_HELD or not waiting)

    def ask(self, waiting: deque[_Held | Came], *, to_come: int) -> None:
        """Have everything read that waits for it, if that and what is `to_come` is worth processes."""
        unasked = [(one, one.unasked) for one in waiting if isinstance(one, _Held) and one.unasked]
        if self._pool is None:
            if self._processes <= 1 or self._deaths >= DEATHS or not unasked or not to_come:
                return
            # What is to come is not opened yet: taken to be as long as the article in hand.
            if len(unasked[-1][1].text) * (len(unasked) + to_come) < ENOUGH:
                return
            with _uninterrupted():  # half made, it would leave its semaphores behind
                self._pool = ProcessPoolExecutor(
                    self._processes, mp_context=get_context("spawn"), initializer=reading_process.start
                )
        try:
            for held, article in unasked:
                with _uninterrupted():
                    held.candidates = self._pool.submit(reading_process.read_text, *reading_terms(article))
        except BrokenProcessPool:
            self._bury()

    def read(self, article: Article, held: _Held) -> Read:
        """The candidates of an article: read ahead, or here where it was not, or has changed since."""
        if held.candidates is not None and article == held.article:
            try:
                return held.candidates.result()
            except (BrokenProcessPool, CancelledError):
                self._bury()
        return read_candidates(article)

    def _bury(self) -> None:
        """One process that dies ends its pool; others are started for what is left, but not for ever."""
        if self._pool is not None:
            self._deaths += 1
            self._tell(DIED if self._deaths < DEATHS else GIVEN_UP)
        self.stop()

    def stop(self) -> None:
        """Let nothing be read that nobody waits for."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None


def _is_lost(future: Future[Read]) -> bool:
    return future.cancelled() or (future.done() and isinstance(future.exception(), BrokenProcessPool))


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """An interrupt waits until the block is over; processes started within never see one, even loading."""
    if not hasattr(signal, "pthread_sigmask") or current_thread() is not main_thread():
        yield
        return
    came: list[tuple[int, FrameType | None]] = []
    # Both are needed: processes inherit the mask, but another thread of ours may still take the signal.
    handler = signal.signal(signal.SIGINT, lambda number, frame: came.append((number, frame)))
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        signal.signal(signal.SIGINT, handler)
        if came and callable(handler):
            handler(*came[0])
