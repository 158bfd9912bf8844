"""How curation may proceed."""

from __future__ import annotations

import pytest

from app.domain.errors import Conflict
from app.domain.forecast import Status, require_transition
from app.domain.people import AuthorKind

REPEATS = {Status.CANDIDATE, Status.REJECTED, Status.UNSCORABLE}


@pytest.mark.parametrize("before", Status)
@pytest.mark.parametrize("after", Status)
def test_any_decision_may_follow_any_other_but_not_itself(before: Status, after: Status) -> None:
    if before is after and before in REPEATS:
        with pytest.raises(Conflict) as error:
            require_transition(before, after)
        assert error.value.message == f"the forecast is {before.value} already"
    else:
        require_transition(before, after)


def test_only_a_collective_is_never_ranked() -> None:
    assert [kind.value for kind in AuthorKind if not kind.rankable] == ["collective"]
