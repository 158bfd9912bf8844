"""Replies, correction requests and answers: checked, kept as events, and erasable."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from app.domain.errors import Conflict, InvalidInput, NotFound
from app.domain.remark import RemarkKind, Ruling
from app.queries.pages import Filter, Operator, PageRequest
from app.queries.remarks import count_open, list_corrections, read_remarks
from app.services import curation
from app.services.erasure import erase_all, words_of_remark
from app.services.remarks import Answer, Said, add_remark, answer_correction
from app.storage import tables as t

if TYPE_CHECKING:
    from tests.services.conftest import Desk

LETTER = "https://example.org/letters/7"
DECLINED = Answer(ruling=Ruling.DECLINED, reason="The tape has it so.")


def said(text: str = "I said perhaps.", *, reply: bool = False, **changes: Any) -> Said:
    kind = RemarkKind.REPLY if reply else RemarkKind.CORRECTION_REQUEST
    settled = {"said_by": "Ada Rowe", "url": LETTER, "said_on": date(2022, 2, 1), **changes}
    return Said(kind=kind, text=text, **settled)


def shown(desk: Desk, forecast: int) -> list[dict[str, Any]]:
    with desk.database.read() as connection:
        return read_remarks(connection, forecast)


def open_requests(desk: Desk) -> int:
    with desk.database.read() as connection:
        return count_open(connection)


def test_a_reply_stands_on_the_forecast_as_it_was_made(desk: Desk) -> None:
    forecast = desk.accepted()
    number = desk.do(add_remark, forecast, said("  I meant the coast.\nNot the hills. ", reply=True))
    [reply] = shown(desk, forecast)
    assert reply == {
        "id": number,
        "forecast": forecast,
        "kind": "reply",
        "said_by": "Ada Rowe",
        "text": "I meant the coast.\nNot the hills.",
        "url": LETTER,
        "said_on": date(2022, 2, 1),
        "state": None,
        "answers": [],
        "curator": "key:curator",
        "curator_name": None,
        "seq": desk.seq(),
        "recorded_at": "2023-06-01T12:00:00.000000Z",
    }
    assert open_requests(desk) == 0


def test_a_correction_request_is_open_until_it_is_answered(desk: Desk) -> None:
    forecast = desk.accepted()
    request = desk.do(add_remark, forecast, said())
    assert (shown(desk, forecast)[0]["state"], open_requests(desk)) == ("open", 1)
    accepted = Answer(ruling=Ruling.ACCEPTED, reason="So it is.", changed="The reading is 30% now.")
    desk.do(answer_correction, request, accepted)
    [now] = shown(desk, forecast)
    assert (now["state"], open_requests(desk)) == ("accepted", 0)
    [answer] = now["answers"]
    assert (answer["ruling"], answer["reason"], answer["changed"]) == (
        "accepted", "So it is.", "The reading is 30% now.",
    )  # fmt: skip


def test_an_answer_is_replaced_only_by_whoever_has_read_it(desk: Desk) -> None:
    request = desk.do(add_remark, desk.accepted(), said())
    with pytest.raises(Conflict, match=f"request {request} has no answer yet"):
        desk.do(answer_correction, request, Answer(ruling=Ruling.DECLINED, reason="No.", replaces=request))
    first = desk.do(answer_correction, request, DECLINED)
    with pytest.raises(Conflict, match=f"request {request} was answered by {first}"):
        desk.do(answer_correction, request, DECLINED)
    again = Answer(ruling=Ruling.ACCEPTED, reason="After all.", changed="The claim.", replaces=first)
    desk.do(answer_correction, request, again)
    [asked] = shown(desk, desk.rows(t.remark)[0]["forecast_id"])
    assert asked["state"] == "accepted"
    assert [one["ruling"] for one in asked["answers"]] == ["declined", "accepted"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "\u200b"}, "text"),
        ({"text": "x" * 10_001}, "text"),
        ({"said_by": ""}, "said_by"),
        ({"said_by": "Ada\u202eewoR"}, "said_by"),
        ({"url": "ftp://example.org/"}, "url"),
        ({"url": "https://ada:secret@example.org/"}, "url"),
        ({"url": "https://example.org/" + "x" * 2_000}, "url"),
        ({"said_on": date(2023, 6, 2)}, "said_on"),  # the desk's day is the first
        ({"said_on": date(2022, 1, 9)}, "said_on"),  # the forecast was made on the tenth
    ],
)
def test_what_cannot_stand_is_refused_by_its_field(desk: Desk, changes: dict[str, Any], field: str) -> None:
    forecast = desk.accepted()
    before = desk.seq()
    with pytest.raises(InvalidInput) as refused:
        desk.do(add_remark, forecast, said(**changes))
    assert refused.value.field == field
    assert desk.seq() == before


def test_a_form_sent_twice_is_one_remark(desk: Desk) -> None:
    forecast, other = desk.accepted(), desk.accepted()
    request = desk.do(add_remark, forecast, said(" I said perhaps. "))
    reply = desk.do(add_remark, forecast, said(reply=True))
    before = desk.seq()
    with pytest.raises(Conflict, match=f"already recorded, as correction request {request}"):
        desk.do(add_remark, forecast, said())
    with pytest.raises(Conflict, match=f"already recorded, as reply {reply}"):
        desk.do(add_remark, forecast, said(reply=True))
    assert desk.seq() == before
    # Another text, another person, another forecast, another curator, or asked again after an answer.
    desk.do(add_remark, forecast, said("I said maybe."))
    desk.do(add_remark, forecast, said(said_by="Bo Li"))
    desk.do(add_remark, other, said())
    with desk.writing(actor="key:second") as record:
        add_remark(record, forecast, said())
    desk.do(answer_correction, request, DECLINED)
    desk.do(add_remark, forecast, said())
    assert len(shown(desk, forecast)) == 6


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        (Answer(ruling=Ruling.DECLINED, reason=" "), "reason"),
        (Answer(ruling=Ruling.ACCEPTED, reason="Yes."), "changed"),
        (Answer(ruling=Ruling.DECLINED, reason="No.", changed="The claim."), "changed"),
    ],
)
def test_an_answer_gives_its_reason_and_what_it_changed(desk: Desk, answer: Answer, field: str) -> None:
    request = desk.do(add_remark, desk.accepted(), said())
    with pytest.raises(InvalidInput) as refused:
        desk.do(answer_correction, request, answer)
    assert refused.value.field == field


def test_a_remark_is_made_of_what_anybody_can_read(desk: Desk) -> None:
    with pytest.raises(NotFound, match="no forecast 999"):
        desk.do(add_remark, 999, said())
    candidate = desk.candidate()
    with pytest.raises(Conflict, match=f"forecast {candidate} is candidate"):
        desk.do(add_remark, candidate, said())


def test_only_a_correction_request_is_answered(desk: Desk) -> None:
    forecast = desk.accepted()
    reply = desk.do(add_remark, forecast, said(reply=True))
    for number in (reply, forecast, 999):
        with pytest.raises(NotFound, match=f"no correction request {number}"):
            desk.do(answer_correction, number, DECLINED)
    with pytest.raises(InvalidInput, match="kind"):
        desk.do(
            add_remark,
            forecast,
            Said(kind=RemarkKind.ANSWER, said_by="Ada", text="No.", said_on=date(2022, 2, 1)),
        )


def test_a_request_stays_in_the_list_when_its_forecast_is_taken_out(desk: Desk) -> None:
    forecast = desk.accepted()
    request = desk.do(add_remark, forecast, said())
    other = desk.do(add_remark, desk.accepted(), said())
    desk.do(curation.reject, forecast, "she never said it")
    desk.do(answer_correction, request, Answer(ruling=Ruling.ACCEPTED, reason="True.", changed="It is out."))
    with pytest.raises(NotFound):
        shown(desk, forecast)

    def listed(state: str) -> list[int]:
        wanted = PageRequest(filters=(Filter("state", Operator.EQ, (state,)),))
        with desk.database.read() as connection:
            return [one["id"] for one in list_corrections(connection, wanted)[0]]

    assert (listed("open"), listed("accepted"), listed("declined")) == ([other], [request], [])


def test_the_words_of_a_remark_and_of_its_answer_are_erased_for_good(desk: Desk) -> None:
    forecast = desk.accepted()
    request = desk.do(add_remark, forecast, said("Quuxley slandered me.", said_by="Quuxley Smith"))
    answer = Answer(ruling=Ruling.ACCEPTED, reason="Quuxley is right.", changed="Quuxley is out.")
    desk.do(answer_correction, request, answer)
    with desk.database.read() as connection:
        found = words_of_remark(connection, request)
        assert [words.held_by for words in found] == [(f"a remark on forecast {forecast}",)] * 2
        with pytest.raises(NotFound, match="no remark 999"):
            words_of_remark(connection, 999)
    desk.do(erase_all, lambda connection: words_of_remark(connection, request), found, "asked by the person")
    with desk.database.read() as connection, pytest.raises(Conflict, match="no words are held"):
        words_of_remark(connection, request)
    [asked] = shown(desk, forecast)
    assert [asked[name] for name in ("said_by", "text", "url")] == [None, None, None]
    assert [asked["answers"][0][name] for name in ("reason", "changed")] == [None, None]
    assert (asked["state"], asked["said_on"]) == ("accepted", date(2022, 2, 1))
    with desk.database.snapshot() as connection:
        for table in t.metadata.sorted_tables:
            for held in connection.execute(sa.select(table)):
                for value in held:
                    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
                    assert "quuxley" not in text.lower(), table.name
