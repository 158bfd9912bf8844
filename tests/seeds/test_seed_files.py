"""The seed records are whole, consistent and true to the articles, and copy none of their sentences."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.domain.days import DayBounds
from app.domain.forecast import CueClass, Kind, Role, Scoreability, Stance, Status
from app.domain.people import AuthorKind
from app.domain.probability import Probability
from app.domain.question import ClosesBasis

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
LONGEST_COMMON_RUN = 7  # words; a longer one is a copied sentence
VOID_REASONS = {"false_condition", "ambiguous", "unverifiable", "other"}
ARTICLE_FILES = sorted((SEEDS / "articles").glob("*.json"))


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def bounds(made: dict[str, str | None]) -> DayBounds:
    return DayBounds(day(made["earliest"]), day(made["latest"]))


ARTICLES = [read(path) for path in ARTICLE_FILES]
FORECASTS = [(article, forecast) for article in ARTICLES for forecast in article["forecasts"]]
QUESTIONS = {question["key"]: question for question in read(SEEDS / "questions.json")}
RESOLUTIONS = {resolution["question"]: resolution for resolution in read(SEEDS / "resolutions.json")}
each_forecast = pytest.mark.parametrize(
    ("article", "forecast"), FORECASTS, ids=[forecast["key"] for _, forecast in FORECASTS]
)
each_question = pytest.mark.parametrize("question", QUESTIONS.values(), ids=list(QUESTIONS))
each_resolution = pytest.mark.parametrize("resolution", RESOLUTIONS.values(), ids=list(RESOLUTIONS))
each_article = pytest.mark.parametrize("article", ARTICLES, ids=[article["key"] for article in ARTICLES])


@pytest.fixture(scope="module")
def texts(shared: Path) -> dict[str, str]:
    """The articles' texts by their SHA-256, as a reader would freeze them."""
    found = {}
    for path in (shared / "articles").glob("*.txt"):
        text = unicodedata.normalize("NFC", path.read_bytes().decode("utf-8")).replace("\r\n", "\n")
        found[hashlib.sha256(text.encode("utf-8")).hexdigest()] = text
    return found


def test_keys_are_unique_and_follow_the_text() -> None:
    assert len({article["key"] for article in ARTICLES}) == len(ARTICLES) == 4
    assert len(QUESTIONS) == len(read(SEEDS / "questions.json"))
    assert len(RESOLUTIONS) == len(read(SEEDS / "resolutions.json"))
    for article in ARTICLES:
        numbers = range(1, len(article["forecasts"]) + 1)
        assert [f["key"] for f in article["forecasts"]] == [f"{article['key']}-{n:02d}" for n in numbers]
        starts = [f["start"] for f in article["forecasts"]]
        assert starts == sorted(starts)


def test_files_are_readable_by_people() -> None:
    for path in SEEDS.rglob("*.json"):
        text = path.read_text(encoding="utf-8")
        assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=2) + "\n", path.name


def test_every_key_that_is_named_exists_and_none_is_idle() -> None:
    topics = {topic["key"] for topic in read(SEEDS / "topics.json")}
    sources = {source["key"] for source in read(SEEDS / "sources.json")}
    assert {article["source"] for article in ARTICLES} == sources
    assert {key for question in QUESTIONS.values() for key in question["topics"]} == topics
    asked = {forecast["question"] for _, forecast in FORECASTS} - {None}
    conditions = {question["condition_question"] for question in QUESTIONS.values()} - {None}
    assert asked | conditions == set(QUESTIONS)
    assert set(RESOLUTIONS) == set(QUESTIONS)


@each_article
def test_an_article_says_who_when_and_how_chosen(article: dict[str, Any]) -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", article["sha256"])
    assert (SEEDS / "articles" / f"{article['key']}_{article['sha256'][:8]}.json").is_file()
    assert article["authors"]
    assert article["label"]
    published = bounds(article["published"])
    assert published.earliest is not None
    assert article["published"]["basis"]
    assert article["frame"]["name"] == "hand-picked"
    assert (article["frame"]["read"], article["frame"]["of"]) == (4, 4)


@each_forecast
def test_a_forecast_is_complete(article: dict[str, Any], forecast: dict[str, Any]) -> None:
    assert 0 <= forecast["start"] < forecast["end"] <= article["characters"]
    assert re.fullmatch(r"[0-9a-f]{64}", forecast["quote_sha256"])
    assert forecast["claim"].endswith(".")
    assert forecast["cue"]
    for field, words in {
        "role": Role,
        "kind": Kind,
        "cue_class": CueClass,
        "scoreability": Scoreability,
        "stance": Stance,
    }.items():
        assert forecast[field] in list(words), field
    assert all(author["name"] and author["kind"] in list(AuthorKind) for author in forecast["authors"])
    # What is reported was said before it was published, on a day the text may not give.
    assert forecast["made"]["latest"] == article["published"]["latest"]
    if forecast["role"] != "reported" or forecast["made"]["earliest"] is not None:
        assert forecast["made"]["earliest"] == article["published"]["earliest"]
    bounds(forecast["made"])
    assert forecast["polarity"] in {1, -1}
    if forecast["probability"] is not None:
        Probability(**forecast["probability"])
    assert (forecast["lexicon"] == "survey") == (forecast["probability"] is not None)
    for span in (forecast["condition"], forecast["deadline"]):
        assert span is None or 0 <= span["start"] < span["end"] <= article["characters"]


@each_forecast
def test_the_authors_fit_the_role(article: dict[str, Any], forecast: dict[str, Any]) -> None:
    if forecast["role"] == Role.BYLINE:
        assert forecast["authors"] == article["authors"]
    else:  # whoever is only reported here is unnamed, and so never ranked
        assert [author["kind"] for author in forecast["authors"]] == [AuthorKind.COLLECTIVE]


@each_forecast
def test_the_status_follows_from_what_is_written(article: dict[str, Any], forecast: dict[str, Any]) -> None:
    assert forecast["status"] in {Status.ACCEPTED, Status.UNSCORABLE, Status.REJECTED}
    assert forecast["status_reason"]
    assert forecast["reasons"]
    assert (forecast["question"] is not None) == (forecast["status"] == Status.ACCEPTED)
    if forecast["status"] == Status.UNSCORABLE:
        assert forecast["scoreability"] != Scoreability.YES
    if forecast["kind"] == Kind.COMPARATIVE:
        assert forecast["probability"] is None
        assert forecast["status"] != Status.ACCEPTED


@each_forecast
def test_a_conditional_forecast_meets_a_conditional_question(
    article: dict[str, Any], forecast: dict[str, Any]
) -> None:
    if forecast["question"] is not None:
        asked = QUESTIONS[forecast["question"]]["condition"]
        assert asked == (forecast["condition"] and forecast["condition"]["text"])


@each_forecast
def test_an_accepted_forecast_precedes_its_outcome_or_says_that_it_may_not(
    article: dict[str, Any], forecast: dict[str, Any]
) -> None:
    if forecast["question"] is None:
        return
    settled = day(RESOLUTIONS[forecast["question"]]["occurred_on"])
    closes_on = day(QUESTIONS[forecast["question"]]["closes_on"])
    assert closes_on is not None
    made = bounds(forecast["made"])
    in_time = made.surely_before(closes_on) and (settled is None or made.surely_before(settled))
    assert (forecast["excluded"] is None) == in_time


@each_question
def test_a_question_can_be_answered(question: dict[str, Any]) -> None:
    assert question["text"].endswith("?")
    assert question["criteria"].startswith(("YES if ", "YES if, "))
    assert "Decided by" in question["criteria"] or "decide" in question["criteria"]
    assert day(question["closes_on"]) is not None
    assert question["closes_basis"] in list(ClosesBasis)
    assert question["closes_reason"]
    assert question["family"]
    assert question["topics"]


@each_question
def test_a_condition_closes_no_later_than_what_hangs_on_it(question: dict[str, Any]) -> None:
    parent = question["condition_question"]
    assert (question["condition_side"] in {"yes", "no"}) == (parent is not None)
    if parent is not None:
        assert question["condition"]
        assert QUESTIONS[parent]["closes_on"] <= question["closes_on"]
        assert QUESTIONS[parent]["condition_question"] is None  # no chains, so no cycles


@each_resolution
def test_a_resolution_has_evidence_and_a_day(resolution: dict[str, Any]) -> None:
    closes_on = QUESTIONS[resolution["question"]]["closes_on"]
    assert resolution["note"]
    assert resolution["evidence"]
    if resolution["outcome"] == "void":
        assert resolution["void_reason"] in VOID_REASONS
        assert resolution["occurred_on"] is None
    else:
        assert resolution["outcome"] in {"yes", "no"}
        assert resolution["void_reason"] is None
        assert resolution["occurred_on"] <= closes_on
    if resolution["outcome"] == "no":
        assert resolution["occurred_on"] == closes_on
    for item in resolution["evidence"]:
        assert item["title"]
        assert item["publisher"]
        assert item["about"]
        assert item["citation"]
        assert item["url"] is None or item["url"].startswith("https://")
        assert date.fromisoformat(item["retrieved_on"]) >= date.fromisoformat(closes_on)


@each_resolution
def test_an_outcome_follows_its_condition(resolution: dict[str, Any]) -> None:
    question = QUESTIONS[resolution["question"]]
    parent = question["condition_question"]
    if parent is None:
        assert resolution["follows"] is None
        # a condition in words alone means that its order is contestable, and the record says so
        assert (question["condition"] is not None) == (resolution["disputed"] is not None)
        return
    fulfilled = RESOLUTIONS[parent]["outcome"] == question["condition_side"]
    assert (resolution["outcome"] == "void") == (not fulfilled)
    assert resolution["follows"] == (None if fulfilled else parent)
    if fulfilled:
        assert resolution["occurred_on"] >= RESOLUTIONS[parent]["occurred_on"]


def test_conditions_are_resolved_before_what_hangs_on_them() -> None:
    order = list(RESOLUTIONS)
    for question in QUESTIONS.values():
        if question["condition_question"] is not None:
            assert order.index(question["condition_question"]) < order.index(question["key"])


def test_only_four_forecasts_score_and_each_as_worked_out_by_hand() -> None:
    scores = {}
    for _, forecast in FORECASTS:
        if forecast["status"] != Status.ACCEPTED or forecast["role"] == Role.REPORTED or forecast["excluded"]:
            continue
        resolution = RESOLUTIONS[forecast["question"]]
        if (
            forecast["cue_class"] == CueClass.POSSIBILITY
            or resolution["disputed"]
            or resolution["outcome"] == "void"
        ):
            continue
        outcome = 1.0 if resolution["outcome"] == "yes" else 0.0
        scores[forecast["key"]] = (forecast["probability"]["point"] - outcome) ** 2
    assert scores == pytest.approx({"000-01": 0.64, "000-04": 0.01, "000-10": 0.0009, "001-06": 0.0625})


def test_the_readme_counts_what_is_there() -> None:
    counts = Counter(forecast["status"] for _, forecast in FORECASTS)
    said = (
        f"Of {len(FORECASTS)} forecasts {counts['accepted']} are accepted, "
        f"{counts['unscorable']} unscorable, {counts['rejected']} rejected."
    )
    assert said in (SEEDS / "README.md").read_text(encoding="utf-8")


@pytest.mark.shared
@each_article
def test_the_hashes_are_those_of_the_article(article: dict[str, Any], texts: dict[str, str]) -> None:
    text = texts[article["sha256"]]
    assert len(text) == article["characters"]
    for forecast in article["forecasts"]:
        quote = text[forecast["start"] : forecast["end"]]
        assert hashlib.sha256(quote.encode("utf-8")).hexdigest() == forecast["quote_sha256"], forecast["key"]
        assert all(cue in quote for cue in forecast["cue"]), forecast["key"]
        if forecast["deadline"] is not None:
            deadline = forecast["deadline"]
            assert text[deadline["start"] : deadline["end"]] == deadline["words"], forecast["key"]


@pytest.mark.shared
def test_every_core_claim_of_the_gold_is_there(shared: Path, texts: dict[str, str]) -> None:
    lines = (shared / "gold" / "seeds.jsonl").read_text(encoding="utf-8").splitlines()
    gold = [claim for claim in map(json.loads, lines) if claim["tier"] == "core"]
    seeded = {
        (article["key"], forecast["start"], forecast["end"]): forecast for article, forecast in FORECASTS
    }
    assert len(gold) == 28
    for claim in gold:
        forecast = seeded[claim["seed"][:3], claim["start"], claim["end"]]
        assert (forecast["role"], forecast["negated"], forecast["kind"], forecast["scoreability"]) == (
            claim["role"],
            claim["negated"],
            claim["kind"],
            claim["scoreable"],
        ), claim["id"]
        condition = forecast["condition"] or {"start": None, "end": None}
        assert (condition["start"], condition["end"]) == (claim["condition_start"], claim["condition_end"])
        point = None if forecast["probability"] is None else forecast["probability"]["point"]
        assert point == (None if claim["p_point"] is None else pytest.approx(claim["p_point"], abs=0.1))
        assert forecast["made"]["latest"] == claim["pub_not_after"], claim["id"]
        if claim["role"] != "reported":
            assert forecast["made"]["earliest"] == claim["pub_not_before"], claim["id"]


@pytest.mark.shared
def test_no_sentence_of_an_article_is_copied(texts: dict[str, str]) -> None:
    def runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"[^\W_]+", text.casefold())
        length = LONGEST_COMMON_RUN + 1
        return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}

    articles = set().union(*(runs(text) for text in texts.values()))
    assert len(articles) > 2000
    for path in sorted(SEEDS.rglob("*")):
        if path.is_file():
            assert not runs(path.read_text(encoding="utf-8")) & articles, path.name
