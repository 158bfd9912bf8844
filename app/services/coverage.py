"""What stands beside every score: what was read, and what became of every forecast found in it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.domain.forecast import CueClass, Role, Status
from app.queries.scored import CUE_CLASSES, NO_DAY, ROLES, STATUSES, Flags, RecordAt, Whole
from app.services.grouping import Grouping
from app.services.scope import POSSIBILITY, SCORED, Fates

TABLE_UP_TO = 4_000_000  # cells; beyond, sorting takes less memory than counting into a table
_COUNTS = ("scored", "open", "overdue", "disputed", "reported", "quoted", "closing_later")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Events:
    """What happened to the claims: for possibilities, and for what was recorded in time."""

    bears: Flags  # an outcome bears on the forecast
    happened: Flags  # what it said would happen did
    recorded_before: Flags


def coverage_by_group(
    held: RecordAt, grouping: Grouping, fates: Fates, events: Events
) -> list[dict[str, Any]]:
    """One report per group."""
    groups = len(grouping.keys)
    of, group = grouping.forecasts.left, grouping.forecasts.right
    reports = [_blank() for _ in range(groups)]
    for g, status, count in _counted(group, held.forecasts.status[of], len(STATUSES)):
        reports[g]["forecasts"][STATUSES[status].value] = count
    for g, code, count in _counted(group, fates.code[of], len(fates.known)):
        fate = fates.known[code]
        if fate.name in _COUNTS:
            reports[g][fate.name] = count
        elif fate.name in {"void", "excluded"}:
            reports[g][fate.name][fate.detail] = count
    _shares(held, of, group, reports)
    early = fates.are(SCORED)[of] & events.recorded_before[of]
    for g, count in enumerate(np.bincount(group[early], minlength=groups).tolist()):
        reports[g]["pre_registered"] = count
    _possibilities(held, grouping, fates, events, reports)
    _reading(held, grouping, reports)
    for report in reports:
        report["void"] = dict(sorted(report["void"].items()))
        report["excluded"] = dict(sorted(report["excluded"].items()))
    return reports


def find_events(held: RecordAt, bears: Flags) -> Events:
    """What happened to every forecast's claim, whether or not it is scored."""
    f, q = held.forecasts, held.questions
    value = np.append(q.value, np.nan)[f.question]
    occurred = np.append(q.occurred_on, NO_DAY)[f.question]
    return Events(
        bears=bears,
        happened=value == np.where(f.polarity == -1, 0.0, 1.0),
        recorded_before=f.recorded_on < occurred,
    )


def _shares(held: RecordAt, of: Whole, group: Whole, reports: list[dict[str, Any]]) -> None:
    """How much of what was said can never be scored: each a share of the forecasts taken in."""
    f, groups = held.forecasts, len(reports)
    accepted = f.status[of] == STATUSES.index(Status.ACCEPTED)
    unscorable = f.status[of] == STATUSES.index(Status.UNSCORABLE)
    reported = accepted & (f.role[of] == ROLES.index(Role.REPORTED))
    possible = accepted & (f.cue_class[of] == CUE_CLASSES.index(CueClass.POSSIBILITY))
    taken = np.bincount(group[accepted | unscorable], minlength=groups)
    for name, which in (("unscorable", unscorable), ("reported", reported), ("possibility", possible)):
        counts = np.bincount(group[which], minlength=groups)
        for report, count, size in zip(reports, counts.tolist(), taken.tolist(), strict=True):
            report["shares"][name] = count / size if size else None


def _blank() -> dict[str, Any]:
    return {
        "frames": [],
        "articles": 0,
        "forecasts": {status.value: 0 for status in Status},
        **dict.fromkeys(_COUNTS, 0),
        "void": {},
        "excluded": {},
        "possibility": [],
        "shares": {},
        "pre_registered": 0,
    }


def _counted(group: Whole, code: Whole, width: int) -> list[tuple[int, int, int]]:
    """How often each code occurs in each group, where it does."""
    key = group * max(width, 1) + code
    if len(key) and key.max() <= TABLE_UP_TO:
        table = np.bincount(key)
        found = np.flatnonzero(table)
        count = table[found]
    else:
        found, count = np.unique(key, return_counts=True)
    return [
        (pair // width, pair % width, number)
        for pair, number in zip(found.tolist(), count.tolist(), strict=True)
    ]


def _possibilities(
    held: RecordAt, grouping: Grouping, fates: Fates, events: Events, reports: list[dict[str, Any]]
) -> None:
    """Words that cannot miss: how often they were said, and how often it then happened."""
    of, group = grouping.forecasts.left, grouping.forecasts.right
    kept = fates.are(POSSIBILITY)[of]
    said: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for row, g in zip(of[kept].tolist(), group[kept].tolist(), strict=True):
        cue = held.forecasts.cues[held.forecasts.cue[row]]
        words = cue.text or ""
        tally = said[g, f"not {words}" if cue.negated else words]
        tally[0] += 1
        tally[1] += bool(events.bears[row])
        tally[2] += bool(events.bears[row] and events.happened[row])
    for (g, words), (times, resolved, happened) in sorted(said.items()):
        reports[g]["possibility"].append(
            {"cue": words, "said": times, "resolved": resolved, "happened": happened}
        )


def _reading(held: RecordAt, grouping: Grouping, reports: list[dict[str, Any]]) -> None:
    """How many articles were read, by how they were chosen."""
    groups = len(reports)
    of, group = grouping.articles.left, grouping.articles.right
    for g, count in enumerate(np.bincount(group, minlength=groups).tolist()):
        reports[g]["articles"] = count
    frame = held.articles.frame[of] + 1  # 0: nobody said how
    for g, number, count in _counted(group, frame, len(held.articles.frames) + 1):
        reports[g]["frames"].append(
            {
                "description": held.articles.frames[number - 1] if number else None,
                "size": held.articles.frame_sizes[number - 1] if number else None,
                "articles": count,
            }
        )
