"""The desk, as a curator without JavaScript works at it."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from starlette.testclient import TestClient

from app.access.keys import KeyRole, create_key, revoke_key
from app.domain.question import ClosesBasis
from app.domain.resolution import Outcome
from app.services.questions import QuestionDraft, add_question
from app.web.signed_in import COOKIE
from tests.api.conftest import Site
from tests.builders import clock

HIDDEN = re.compile(r'type="hidden" name="([a-z_]+)" value="([^"]*)"')


def hidden_in(page: str) -> dict[str, str]:
    """The fields of a form that its page filled in."""
    return {name: unescape(value) for name, value in HIDDEN.findall(page)}


class Curator:
    """Somebody signed in, who fills forms as the page gave them."""

    def __init__(self, site: Site, name: str = "Ada Lens") -> None:
        self.key = create_key(site.database, role=KeyRole.CURATOR, name=name, clock=clock)
        self.client = TestClient(site.client.app, follow_redirects=True)
        self.page = self.client.post("/desk/sign-in", data={"key": self.key, "next": "/desk"}).text
        self.token = hidden_in(self.page)["form_token"]

    def open(self, address: str) -> str:
        self.page = self.client.get(address).text
        return self.page

    def send(self, address: str, **fields: str) -> tuple[int, str]:
        """The form of that address on the page in hand, with these fields filled in."""
        form = self.page[self.page.index(f'action="{address}"') :]
        hidden = hidden_in(form[: form.index("</form>")])
        answer = self.client.post(address, data={**hidden, **fields})
        self.page = answer.text
        return answer.status_code, answer.text


@pytest.fixture
def desk(site: Site) -> Curator:
    return Curator(site)


def test_the_desk_is_closed_to_whoever_is_not_signed_in(site: Site) -> None:
    answer = site.client.get("/desk/candidates", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/sign-in?next=/desk/candidates")


def test_a_wrong_key_is_told_and_signs_nobody_in(site: Site) -> None:
    answer = site.client.post("/desk/sign-in", data={"key": "fs_nonsense"})
    assert answer.status_code == 403
    assert "no valid curator" in answer.text
    assert COOKIE not in site.client.cookies


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(site: Site) -> None:
    key = create_key(site.database, role=KeyRole.CURATOR, name="c", clock=clock)
    answer = site.client.post("/desk/sign-in", data={"key": key}, follow_redirects=False)
    cookie = answer.headers["set-cookie"].lower()
    assert {"httponly", "samesite=strict", "path=/desk"} <= {part.strip() for part in cookie.split(";")}
    assert key not in cookie


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example/", "//elsewhere.example", "/desk//x", "/authors"]
)
def test_signing_in_leads_to_the_desk_and_nowhere_else(site: Site, address: str) -> None:
    key = create_key(site.database, role=KeyRole.CURATOR, name="c", clock=clock)
    answer = site.client.post("/desk/sign-in", data={"key": key, "next": address}, follow_redirects=False)
    assert answer.headers["location"] == "/desk"


def test_a_candidate_is_rejected_undone_and_accepted(site: Site, desk: Curator) -> None:
    number = site.sample.candidate
    where = f"/desk/candidates/{number}"
    desk.open(f"/desk/candidates?at={number}")
    status, page = desk.send(where, action="reject", reason="it is a question")
    assert status == 200
    assert f"Candidate {number} is rejected: it is a question." in page
    desk.send(where, action="undo")
    status, page = desk.send(
        where,
        action="accept",
        text="Does it hail in June 2026?",
        criteria="YES if the station reports hail.",
        closes_on="2026-06-30",
        closes_basis="curator",
        topic="Weather",
        probability="30",
        low="20",
        high="40",
        claim="It hails in June.",
    )
    assert status == 200
    shown = site.client.get(f"/api/v1/forecasts/{number}").json()
    assert (shown["status"], shown["probability"], shown["low"], shown["claim"]) == (
        "accepted", 0.3, 0.2, "It hails in June.",
    )  # fmt: skip
    assert shown["question"]["text"] == "Does it hail in June 2026?"


def test_whoever_comes_second_is_told_and_overwrites_nothing(site: Site, desk: Curator) -> None:
    number, other = site.sample.candidate, Curator(site)
    where = f"/desk/candidates/{number}"
    desk.open(f"/desk/candidates?at={number}")
    other.open(f"/desk/candidates?at={number}")
    assert desk.send(where, action="reject")[0] == 200
    status, page = other.send(where, action="unscorable")
    assert status == 412
    assert "changed since you opened it" in page
    assert site.client.get(f"/api/v1/forecasts/{number}", headers=site.curator).json()["status"] == "rejected"


def test_a_form_that_no_page_of_ours_made_is_refused(site: Site, desk: Curator) -> None:
    number = site.sample.candidate
    where = f"/desk/candidates/{number}"
    desk.open(f"/desk/candidates?at={number}")
    assert desk.client.post(where, data={"action": "reject", "form_token": "guess"}).status_code == 403
    hidden = hidden_in(desk.page)
    forged = desk.client.post(
        where, data={**hidden, "action": "reject"}, headers={"Origin": "https://elsewhere.example"}
    )
    assert forged.status_code == 403
    assert (
        site.client.get(f"/api/v1/forecasts/{number}", headers=site.curator).json()["status"] == "candidate"
    )


def test_a_due_question_is_resolved_blind_with_evidence(site: Site, desk: Curator) -> None:
    number = site.sample.overdue_question
    page = desk.open(f"/desk/due?at={number}")
    assert "Ada Rowe" not in page
    assert "%" not in page.split("<form", 3)[-1].split("</form>")[0].replace("in percent", "")
    status, page = desk.send(f"/desk/due/{number}", outcome="no")
    assert (status, "an address or a citation" in page) == (422, True)
    status, page = desk.send(f"/desk/due/{number}", outcome="no", url="https://example.org/station")
    assert status == 200
    assert "what the outcome does to the scores" in page
    shown = site.client.get(f"/api/v1/questions/{number}").json()
    assert (shown["state"], shown["outcome"]) == ("resolved", "no")
    assert shown["resolutions"][-1]["curator_name"] == "Ada Lens"


def test_a_wrong_field_is_named_and_nothing_is_written(site: Site, desk: Curator) -> None:
    number = site.sample.candidate
    desk.open(f"/desk/candidates?at={number}")
    status, page = desk.send(
        f"/desk/candidates/{number}",
        action="accept",
        text="A?",
        criteria="B.",
        probability="130",
        no_day="yes",
    )
    assert status == 422
    assert "<code>probability</code>" in page
    assert "0 to 100" in page


def test_signing_out_and_revoking_end_the_session(site: Site, desk: Curator) -> None:
    assert desk.client.get("/desk", follow_redirects=False).status_code == 200
    desk.open("/desk")
    desk.send("/desk/sign-out")
    assert desk.client.get("/desk", follow_redirects=False).status_code == 303
    again = Curator(site)
    revoke_key(site.database, again.key[3:15], clock=clock)
    assert again.client.get("/desk", follow_redirects=False).status_code == 303


def test_a_pasted_article_is_looked_at_before_it_is_taken_in(site: Site, desk: Curator) -> None:
    fields = {
        "article": "The dam will probably burst before May 2026.\n",
        "title": "The dam",
        "source": "Harbour Post",
        "authors": "Bo Li; Cy Roe",
        "published_on": "2026-01-10",
    }
    before = site.client.get("/api/v1/articles?limit=200").json()["items"]
    desk.open("/desk/articles")
    _, page = desk.send("/desk/articles", action="look", **fields)
    assert "1 candidate" in page
    assert "nothing is written yet" in page
    assert site.client.get("/api/v1/articles?limit=200").json()["items"] == before
    assert desk.send("/desk/articles", action="take", **fields)[0] == 200
    [added] = [
        one for one in site.client.get("/api/v1/articles?limit=200").json()["items"] if one not in before
    ]
    assert (added["title"], [one["name"] for one in added["authors"]]) == ("The dam", ["Bo Li", "Cy Roe"])
    assert added["published"]["earliest"] == "2026-01-10"


def test_a_text_of_nothing_is_refused(desk: Curator) -> None:
    desk.open("/desk/articles")
    status, page = desk.send("/desk/articles", action="take", article="  ")
    assert (status, "<code>article</code>" in page) == (422, True)


def test_an_answer_is_contested_by_a_second_curator_and_settled(site: Site, desk: Curator) -> None:
    number, other = site.sample.resolved_question, Curator(site)
    where = f"/desk/questions/{number}"
    other.open(where)
    assert "422" not in other.page
    assert other.send(where, action="dispute")[0] == 422  # without a reason
    other.open(where)
    other.send(where, action="dispute", note="The station was closed that day.")
    assert site.client.get(f"/api/v1/questions/{number}").json()["state"] == "disputed"
    desk.open(where)
    assert "It stands after all" in desk.page
    desk.send(where, action="settle", note="A second station agrees.")
    assert site.client.get(f"/api/v1/questions/{number}").json()["state"] == "resolved"


def test_a_second_curator_confirms_what_the_first_resolved(site: Site, desk: Curator) -> None:
    number, where = site.sample.overdue_question, f"/desk/questions/{site.sample.overdue_question}"
    desk.open(f"/desk/due?at={number}")
    desk.send(f"/desk/due/{number}", outcome="no", url="https://example.org/station")
    page = desk.open(where)
    assert "another curator has to confirm it" in page
    assert "Confirm it" not in page
    assert "Resolved by one curator" in site.client.get(f"/questions/{number}").text
    status, page = desk.send(where, action="confirm")
    assert (status, "you gave this answer yourself" in unescape(page)) == (409, True)
    other = Curator(site, "Bo Glass")
    assert "Confirm it" in other.open(where)
    assert other.send(where, action="confirm", note="The almanac agrees.")[0] == 200
    page = unescape(site.client.get(f"/questions/{number}").text)
    assert "Confirmed by a second curator" in page
    assert "Confirmed by Bo Glass: The almanac agrees." in page
    twin = site.client.get(f"/questions/{number}.json").json()
    assert twin["confirmed"] is True
    assert [one["curator_name"] for one in twin["resolutions"][0]["confirmations"]] == ["Bo Glass"]


def test_the_second_look_lists_what_nobody_confirmed_first(site: Site, desk: Curator) -> None:
    later = site.sample.overdue_question  # listed first by id, were it not confirmed
    desk.open(f"/desk/due?at={later}")
    desk.send(f"/desk/due/{later}", outcome="no", citation="The station's report")
    other = Curator(site, "Bo Glass")
    other.open(f"/desk/questions/{later}")
    other.send(f"/desk/questions/{later}", action="confirm")

    def listed(query: str) -> list[int]:
        found = re.findall(r'<th scope="row"><a href="/desk/questions/(\d+)">', desk.open(query))
        return [int(number) for number in found]

    assert listed("/desk/questions") == [site.sample.resolved_question, later]
    assert listed("/desk/questions?confirmed=true") == [later]
    assert listed("/desk/questions?confirmed=false") == [site.sample.resolved_question]
    assert desk.client.get("/desk/questions?confirmed=perhaps").status_code == 422


def test_two_spellings_become_one_author_and_two_again(site: Site, desk: Curator) -> None:
    site.build.article("One more.", authors=("A. Rowe",))
    desk.open("/desk/authors?of=a-rowe")
    assert 'value="ada-rowe"' in desk.page
    assert desk.send("/desk/authors/a-rowe", action="merge", into="ada-rowe")[0] == 200
    answer = site.client.get("/authors/a-rowe", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, "/authors/ada-rowe")
    desk.open("/desk/authors?of=a-rowe")
    desk.send("/desk/authors/a-rowe", action="split")
    assert site.client.get("/authors/a-rowe").status_code == 200


@pytest.mark.parametrize("other", ["ada-rowe", "Ada  ROWE"])
def test_an_author_is_joined_into_any_other_by_slug_or_name(site: Site, desk: Curator, other: str) -> None:
    site.build.article("One more.", authors=("Madam R.",))
    page = desk.open("/desk/authors?of=madam-r")
    assert 'value="ada-rowe"' not in page  # of no name like it
    for wrong in ("Nobody Known", ""):
        status, page = desk.send("/desk/authors/madam-r", action="merge", other=wrong)
        assert (status, "<code>other</code>" in page, f'value="{wrong}"' in page) == (422, True, True)
    assert desk.send("/desk/authors/madam-r", action="merge", other=other)[0] == 200
    answer = site.client.get("/authors/madam-r", follow_redirects=False)
    assert answer.headers["location"] == "/authors/ada-rowe"


def test_a_refused_decision_comes_back_as_it_was_typed(site: Site, desk: Curator) -> None:
    number = site.sample.candidate
    where = f"/desk/candidates/{number}"
    desk.open(f"/desk/candidates?at={number}")
    sent = {
        "claim": "It hails <here>.", "text": "Does it hail?", "criteria": "As the station says.",
        "closes_on": "2026-06-31", "topic": "Ice; Weather", "polarity": "-1", "probability": "31.5",
    }  # fmt: skip
    status, page = desk.send(where, action="accept", **sent)
    assert (status, "<code>closes_on</code>" in page) == (422, True)
    assert 'role="alert"' in page
    for words in ('"It hails &lt;here&gt;."', '"Does it hail?"', '"Ice; Weather"', '"31.5"'):
        assert f"value={words}" in page
    assert ">As the station says.</textarea>" in page
    assert '<option value="-1" selected>' in page
    assert 'name="closes_on" value="2026-06-31" aria-invalid="true"' in page
    # What is mended goes through from the page that came back.
    assert desk.send(where, action="accept", **{**sent, "closes_on": "2026-06-30"})[0] == 200


def test_a_question_that_is_not_there_is_its_fields_fault(site: Site, desk: Curator) -> None:
    number = site.sample.candidate
    desk.open(f"/desk/candidates?at={number}")
    status, page = desk.send(
        f"/desk/candidates/{number}", action="accept", question_number="98765", probability="30"
    )
    assert (status, "<code>question_number</code> no question 98765" in page) == (422, True)
    assert 'value="98765"' in page


def test_whoever_comes_second_keeps_what_they_typed(site: Site, desk: Curator) -> None:
    number, other = site.sample.candidate, Curator(site)
    where = f"/desk/candidates/{number}"
    for curator in (desk, other):
        curator.open(f"/desk/candidates?at={number}")
    desk.send(where, action="reject")
    status, page = other.send(where, action="accept", text="Does it hail?", criteria="C.", probability="30")
    assert (status, "<strong>rejected</strong>" in page) == (412, True)
    assert 'value="Does it hail?"' in page
    # Also where another button of the same form was pressed.
    third = Curator(site)
    third.open(f"/desk/candidates?at={number}")
    desk.open(f"/desk/candidates?at={number}")
    desk.send(where, action="undo")
    reason = "it is a question"
    status, page = third.send(where, action="reject", text="Does it hail?", reason_to_reject=reason)
    assert (status, 'value="Does it hail?"' in page) == (412, True)
    assert f'<option value="{reason}" selected>' in page


def test_a_refused_answer_comes_back_as_it_was_typed(site: Site, desk: Curator) -> None:
    number = site.sample.overdue_question
    desk.open(f"/desk/due?at={number}")
    status, page = desk.send(
        f"/desk/due/{number}", outcome="yes", url="https://example.org/a", note="As seen.",
        void_reason="unverifiable",
    )  # fmt: skip
    assert (status, "<code>occurred_on</code>" in page) == (422, True)
    assert 'name="occurred_on" value="" aria-invalid="true"' in page
    assert 'value="https://example.org/a"' in page
    assert 'value="As seen."' in page
    assert '<option value="unverifiable" selected>' in page
    assert "Ada Rowe" not in page


def test_a_refused_article_comes_back_as_it_was_pasted(site: Site, desk: Curator) -> None:
    desk.open("/desk/articles")
    status, page = desk.send(
        "/desk/articles", action="take", article="The <dam> will burst.", published_on="2031-01-01",
        title="The dam", source="Post",
    )  # fmt: skip
    assert (status, "<code>published_on</code>" in page) == (422, True)
    assert ">The &lt;dam&gt; will burst.</textarea>" in page
    assert 'value="The dam"' in page
    assert "post" not in site.client.get("/api/v1/sources").text


def due(site: Site, *days: int) -> list[int]:
    """Questions that closed on those days of May, each with a forecast."""
    _, revision = site.build.article("It is unlikely to rain in May, and due.")
    numbers = [
        site.build.question(f"Does it thunder on {day} May?", closes_on=date(2026, 5, day)) for day in days
    ]
    for number in numbers:
        site.build.accept(site.build.candidate(revision), number)
    return numbers


def test_an_answer_is_taken_back_from_the_queue_and_the_next_after_it_comes(
    site: Site, desk: Curator
) -> None:
    first, second, third = due(site, 10, 11, 12)
    desk.open(f"/desk/due?at={second}")  # the first is skipped
    _, page = desk.send(f"/desk/due/{second}", outcome="no", url="https://example.org/station")
    assert f'action="/desk/due/{third}"' in page
    assert 'data-key="u"' in page
    _, page = desk.send(f"/desk/due/{second}", action="undo")
    assert f'action="/desk/due/{second}"' in page
    shown = site.client.get(f"/api/v1/questions/{second}").json()
    assert (shown["state"], [one["action"] for one in shown["resolutions"]]) == (
        "overdue", ["resolve", "undo"],
    )  # fmt: skip
    # What another curator answered is theirs to take back, or for a second look.
    desk.send(f"/desk/due/{second}", outcome="no", url="https://example.org/station")
    assert 'data-key="u"' not in Curator(site, "Bo Glass").open(f"/desk/due?at={first}&done={second}")
    # After the last one comes the first that was skipped.
    desk.open(f"/desk/due?at={third}")
    _, page = desk.send(f"/desk/due/{third}", outcome="no", url="https://example.org/station")
    assert f'action="/desk/due/{first}"' in page


def test_moving_goes_on_past_any_number_that_wait(
    site: Site, desk: Curator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.web.desk.AT_HAND", 2)
    _, revision = site.build.article("It is unlikely to rain in May, as many say.")
    waiting = [site.build.candidate(revision) for _ in range(4)]
    page = desk.open(f"/desk/candidates?at={waiting[2]}")
    assert f'href="/desk/candidates?at={waiting[1]}" data-key="k"' in page
    assert f'href="/desk/candidates?at={waiting[3]}" data-key="j"' in page
    assert f'<kbd>k</kbd></a> <a href="/desk/candidates?at={waiting[3]}"' in page
    assert 'data-key="j"' not in desk.open(f"/desk/candidates?at={waiting[3]}")
    questions = due(site, 10, 11, 12, 12)
    page = desk.open(f"/desk/due?at={questions[2]}")
    assert f'href="/desk/due?at={questions[1]}" data-key="k"' in page
    assert f'href="/desk/due?at={questions[3]}" data-key="j"' in page


def test_a_question_whose_forecast_was_taken_out_is_not_due(site: Site, desk: Curator) -> None:
    number = site.sample.candidate
    assert "No question is due" in desk.open("/desk/due")  # nobody foretold what is overdue
    desk.open(f"/desk/candidates?at={number}")
    new = {"text": "Does it hail by April?", "criteria": "C.", "closes_on": "2026-04-30", "probability": "9"}
    desk.send(f"/desk/candidates/{number}", action="accept", **new)
    assert '<dd><a href="/desk/due">1</a></dd>' in desk.open("/desk")
    assert "Does it hail by April?" in desk.open("/desk/due")
    desk.open(f"/desk/candidates?last={number}")
    desk.send(f"/desk/candidates/{number}", action="undo")
    assert '<dd><a href="/desk/due">0</a></dd>' in desk.open("/desk")
    assert "No question is due" in desk.open("/desk/due")


def test_the_condition_of_a_question_is_due_without_a_forecast_of_its_own(site: Site, desk: Curator) -> None:
    condition = site.build.question("Does the dam open in May?", closes_on=date(2026, 5, 20))
    draft = QuestionDraft(
        text="Does the river rise?", criteria="C.", closes_on=date(2026, 7, 1),
        closes_basis=ClosesBasis.CURATOR, condition="if the dam opens",
        condition_question_id=condition, condition_side=Outcome.YES,
    )  # fmt: skip
    assert "Does the dam open in May?" not in desk.open("/desk/due")
    with site.build.recording() as record:
        number = add_question(record, draft)
    assert "Does the dam open in May?" in desk.open("/desk/due")
    # Only there may a condition be false.
    assert "false_condition" in desk.open(f"/desk/due?at={number}")
    assert "false_condition" not in desk.open(f"/desk/due?at={condition}")


def test_a_void_answer_says_why_and_a_share_is_for_questions_that_define_one(
    site: Site, desk: Curator
) -> None:
    [number] = due(site, 10)
    page = desk.open(f"/desk/due?at={number}")
    assert 'value="fraction"' not in page
    assert 'name="value"' not in page
    assert "nobody can find out what happened</option>" in page
    status, page = desk.send(f"/desk/due/{number}", outcome="void", citation="None", void_reason="")
    assert (status, "<code>void_reason</code>" in page) == (422, True)
    desk.send(f"/desk/due/{number}", outcome="void", citation="None", void_reason="unverifiable")
    assert site.client.get(f"/api/v1/questions/{number}").json()["void_reason"] == "unverifiable"
    share = QuestionDraft(
        text="Which share of days was wet?", criteria="C.", closes_on=date(2026, 5, 9),
        closes_basis=ClosesBasis.CURATOR, proportion=True,
    )  # fmt: skip
    with site.build.recording() as record:
        shared = add_question(record, share)
    assert 'value="fraction"' in desk.open(f"/desk/due?at={shared}")


def test_an_answer_is_repeated_into_the_form_and_decides_nothing(site: Site, desk: Curator) -> None:
    questions = []
    for text in ("Does the dam hold?", "Does the bridge hold?"):
        _, revision = site.build.article(f"It is unlikely to rain in May. {text}")
        questions.append(site.build.question(text))
        site.build.accept(site.build.candidate(revision), questions[-1])
    first, second = questions
    desk.open(f"/desk/due?at={first}")
    said = {"url": "https://example.org/flood", "citation": "Gauge 7", "retrieved_on": "2026-05-31"}
    _, page = desk.send(
        f"/desk/due/{first}", outcome="yes", occurred_on="2026-05-04", note="As the gauge says.", **said
    )
    assert "Does the bridge hold?" in page
    link = re.search(r'href="([^"]*)" data-key="\."', page)
    assert link is not None
    page = desk.open(unescape(link[1]))
    assert "which you answered <strong>yes</strong>. Nothing is decided yet" in page
    for name, value in {**said, "occurred_on": "2026-05-04", "note": "As the gauge says."}.items():
        assert f'name="{name}" value="{value}"' in page
    assert re.search(r'name="outcome" value="yes" class=""', page)
    assert re.search(r'name="outcome" value="no" class="secondary outline"', page)
    state = site.client.get(f"/questions/{second}.json").json()
    assert (state["state"], state["resolutions"]) == ("overdue", [])
    # What another curator answered is not repeated: whoever says it must have seen the evidence.
    other = Curator(site, "Bo Other")
    page = other.open(f"/desk/due?at={second}&done={first}&like={first}")
    assert "example.org/flood" not in page
    assert 'data-key="."' not in page


def test_a_question_without_a_closing_day_is_asked_on_purpose_or_not_at_all(
    site: Site, desk: Curator
) -> None:
    number = site.sample.candidate
    where, new = f"/desk/candidates/{number}", {"text": "Does it hail?", "criteria": "C.", "probability": "9"}
    page = desk.open(f"/desk/candidates?at={number}")
    assert "Then it is never due, can be answered only by YES or void" in page
    status, page = desk.send(where, action="accept", **new)
    assert (status, "<code>closes_on</code> is empty: without it the question is never due" in page) == (
        422, True,
    )  # fmt: skip
    status, page = desk.send(where, action="accept", **new, no_day="yes", closes_on="2026-06-31")
    assert 'name="no_day" value="yes" checked' in page
    assert desk.send(where, action="accept", **new, no_day="yes")[0] == 200
    asked = site.client.get(f"/forecasts/{number}.json").json()["question"]
    assert (asked["text"], asked["closes_on"]) == ("Does it hail?", None)


def test_a_question_of_an_accept_that_is_undone_is_listed_no_more(site: Site, desk: Curator) -> None:
    number = site.sample.candidate
    desk.open(f"/desk/candidates?at={number}")
    new = {"text": "Does the zebra hail?", "criteria": "C.", "closes_on": "2026-06-30", "probability": "9"}
    desk.send(f"/desk/candidates/{number}", action="accept", **new)
    asked = site.client.get(f"/forecasts/{number}.json").json()["question"]["id"]
    assert str(asked) in site.client.get("/questions.csv").text
    desk.send(f"/desk/candidates/{number}", action="undo")
    listed = [one["id"] for one in site.client.get("/questions.json").json()["items"]]
    assert asked not in listed
    assert site.client.get("/search.json?q=zebra").json()["found"]["questions"] == []
    assert "This question is withdrawn" in site.client.get(f"/questions/{asked}").text
    assert site.client.get(f"/questions/{asked}.json").json()["withdrawn"] is True
