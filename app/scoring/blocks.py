"""Groups scored some at a time: what a block needs stays near the processor, and memory stays bounded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

import numpy as np

from app.scoring.codes import compact, rows_of_each
from app.scoring.inputs import IntArray
from app.scoring.sums import count_by
from app.scoring.tally import Tally, join_tallies

ROWS = 2**18  # of one block, unless a single group has more

T = TypeVar("T")


def blocks_of_groups(
    group: IntArray, groups: int, *, rows: int | None = None
) -> Iterator[tuple[IntArray | slice, slice]]:
    """The rows, in their order, and the range of groups of each block of about `rows`."""
    rows = rows or ROWS
    ends = np.cumsum(count_by(group, groups))
    if not groups or ends[-1] <= rows:
        yield slice(None), slice(0, groups)
        return
    first = np.flatnonzero(np.diff(np.maximum(ends - 1, 0) // rows, prepend=-1))
    block = np.repeat(np.arange(len(first), dtype=np.int32), np.diff(first, append=groups))
    edges = zip(first.tolist(), [*first[1:].tolist(), groups], strict=True)
    for chosen, (start, stop) in zip(rows_of_each(block[group], len(first)), edges, strict=True):
        yield chosen, slice(start, stop)


def blocks_of_codes(code: IntArray) -> Iterator[IntArray | slice]:
    """The rows of each block, where rows of the same code belong together."""
    group = compact(code)
    for rows, _ in blocks_of_groups(group, int(group.max()) + 1 if len(group) else 0):
        yield rows


def joined(parts: Sequence[T]) -> T:
    """One result of the results of all blocks: arrays end to end, whatever holds them."""
    first: Any = parts[0]
    if len(parts) == 1 or first is None:
        return parts[0]
    found: Any
    if isinstance(first, Tally):
        found = join_tallies([part for part in parts if isinstance(part, Tally)])
    elif isinstance(first, tuple):
        found = tuple(joined([part[n] for part in parts]) for n in range(len(first)))  # type: ignore[index]
    elif is_dataclass(first) and not isinstance(first, type):
        names = [field.name for field in fields(first)]
        found = type(first)(**{name: joined([getattr(part, name) for part in parts]) for name in names})
    else:
        found = np.concatenate(parts)  # type: ignore[arg-type]
    result: T = found
    return result
