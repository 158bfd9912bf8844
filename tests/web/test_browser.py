"""The pages in a real browser: read on any screen, by anybody, and a curator's work by keys alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

import pytest

from app.access.keys import KeyRole, create_key
from app.services import panel
from app.storage.database import Database
from app.storage.migrate import upgrade
from tests.builders import Builder, clock, sample
from tests.web.browser import AXE, FLAGS, MISSING, bring_judge, find_chromium, serving, violations

pytestmark = [
    pytest.mark.skipif(find_chromium() is None, reason=MISSING),
    pytest.mark.xdist_group("browser"),
]
SIZES = "[...document.images].map(i => [i.naturalWidth / i.naturalHeight, i.width / i.height, i.alt.length])"
SHIFT = """new Promise(done => {
  new PerformanceObserver(list => done(list.getEntries().reduce((all, one) => all + one.value, 0)))
    .observe({type: 'layout-shift', buffered: true});
  setTimeout(() => done(0), 500);
})"""
UNMODIFIED = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
PUBLIC = (
    *("/", "/authors", "/sources", "/topics", "/authors/ada-rowe", "/authors/cora-even"),
    *("/sources/daily-courier", "/topics/weather", "/authors/cora-even/scored?decile=10"),
    *("/authors?role=byline&topic=weather", "/scored", "/lexicons/survey"),
    *("/authors/cora-even/forecasts?fate=open", "/authors/cora-even?updates=all"),
    *("/compare", "/compare?a=cora-even&b=oscar-bold", "/questions", "/forecasts", "/articles"),
    *("/search?q=rain", "/methods", "/developers", "/nothing-here", "/desk/sign-in"),
)


class Site:
    """A served record with one thing of every sort and a small panel, and a browser."""

    def __init__(self, address: str, key: str, browser: Any, held: Any, *, url: str) -> None:
        self.address, self.key, self.browser, self.sample = address, key, browser, held
        self.url = url  # of its database
        self.heard: list[str] = []

    @contextmanager
    def page(self, **options: Any) -> Iterator[Any]:
        """A page of its own; what the browser complains of is heard."""
        context = self.browser.new_context(**options)
        bring_judge(context)
        page = context.new_page()
        page.on("pageerror", self._hear_error)
        page.on("request", self._hear)
        yield page
        context.close()

    def _hear_error(self, error: Any) -> None:
        self.heard.append(str(error))

    def _hear(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:")):
            self.heard.append(request.url)

    def sign_in(self, page: Any) -> None:
        page.goto(f"{self.address}/desk")
        page.fill("input[name=key]", self.key)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        page.wait_for_url("**/desk")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    from playwright.sync_api import sync_playwright

    folder = tmp_path_factory.mktemp("browser")
    url = f"sqlite:///{folder}/record.db"
    database = Database(url)
    upgrade(database)
    held = sample(database)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(panel, "MONTHS", 12)
        panel.load_panel(database, clock=clock)
    key = create_key(database, role=KeyRole.CURATOR, name="by keys")
    database.close()
    with serving(url, folder) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        yield Site(address, key, browser, held, url=url)
        browser.close()


def test_the_judge_of_accessibility_is_unmodified() -> None:
    assert sha256(AXE.read_bytes()).hexdigest() == UNMODIFIED


def test_the_judge_finds_what_nobody_can_read(site: Site) -> None:
    with site.page() as page:
        page.goto(f"{site.address}/methods")
        page.evaluate(
            "document.querySelector('h1').innerHTML = '<img src=\"data:image/gif;base64,R0lGODdh\">'"
        )
        assert [one.split(":")[0] for one in violations(page)] == ["image-alt"]


@pytest.mark.parametrize(("width", "theme"), [(360, "dark"), (1600, "light")])
def test_every_page_fits_is_legible_and_loads_nothing_from_elsewhere(
    site: Site, width: int, theme: str
) -> None:
    numbers = (
        f"/questions/{site.sample.resolved_question}", f"/forecasts/{site.sample.scored}",
        f"/articles/{site.sample.quotable_article}", f"/forecasts/{site.sample.unscorable}",
    )  # fmt: skip
    wrong = []
    with site.page(viewport={"width": width, "height": 900}, color_scheme=theme) as page:
        for where in (*PUBLIC, *numbers):
            page.goto(site.address + where)
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wrong.append(f"{where} is wider than {width}")
            wrong += [f"{where} {one}" for one in violations(page)]
            page.wait_for_load_state("networkidle")  # what is asked for late is heard too
    assert wrong == []
    assert site.heard == []


def test_pictures_leave_the_room_they_take(site: Site) -> None:
    with site.page(viewport={"width": 1280, "height": 900}) as page:
        page.goto(f"{site.address}/authors/cora-even")
        page.wait_for_load_state("networkidle")
        sizes = page.evaluate(SIZES)
        shift = page.evaluate(SHIFT)
    assert len(sizes) == 4
    for natural, shown, words in sizes:
        assert shown == pytest.approx(natural, rel=0.1)
        assert words > 40
    assert shift < 0.01


def test_a_curator_works_by_keys_alone(site: Site) -> None:
    with site.page(viewport={"width": 1280, "height": 900}) as page:
        site.sign_in(page)
        number = site.sample.candidate
        page.goto(f"{site.address}/desk/candidates?at={number}")
        assert violations(page) == []
        for key, wanted in (("x", f"Candidate {number} is rejected"), ("u", f"Candidate {number}")):
            with page.expect_navigation():
                page.keyboard.press(key)
            assert wanted in page.content()
        page.keyboard.press("e")
        assert page.evaluate("document.activeElement.name") == "claim"
        page.keyboard.press("x")  # now a letter like any other
        assert page.input_value("input[name=claim]").endswith("x") or "x" in page.input_value(
            "input[name=claim]"
        )
        page.fill("input[name=probability]", "70")
        page.fill("input[name=closes_on]", "2026-05-20")
        page.keyboard.press("Escape")
        with page.expect_navigation():
            page.keyboard.press("a")
        assert "is accepted" in page.content(), page.inner_text("main")
        page.goto(f"{site.address}/desk/due")
        assert violations(page) == []
        asked = page.inner_text("h1")
        page.keyboard.press("e")
        page.keyboard.type("https://example.org/evidence")
        page.keyboard.press("Escape")
        with page.expect_navigation():
            page.keyboard.press("n")
        assert asked in page.inner_text("section[role=status]")
        assert "Did not happen" in page.inner_text("section[role=status]")
        page.keyboard.press("?")
        assert page.is_visible("#help p") or "No question is due" in page.content()


def test_an_article_is_coded_by_keys_alone(site: Site) -> None:
    with site.page(viewport={"width": 360, "height": 800}, color_scheme="dark") as page:
        site.sign_in(page)
        page.goto(f"{site.address}/desk/articles/{site.sample.quotable_article}/coding")
        assert violations(page) == []
        with page.expect_navigation():
            page.keyboard.press("a")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        page.keyboard.press("e")
        page.keyboard.type("likely")
        page.keyboard.press("Escape")
        with page.expect_navigation():
            page.keyboard.press("c")
        assert "core, likely" in page.inner_text(".sentences")
        assert "0 of 1 sentences left" in page.inner_text("main")
        page.goto(f"{site.address}/desk/articles/{site.sample.quotable_article}/coding?at=0")
        with page.expect_navigation():
            page.keyboard.press("u")
        assert "1 of 1 sentences left" in page.inner_text("main")
        with page.expect_navigation():
            page.keyboard.press("b")
        page.click("summary:has-text('Finish')")
        with page.expect_navigation():
            page.click("button[value=finish]")
        assert "Fewer than two curators" in page.inner_text("main")
        assert violations(page) == []


def test_the_desk_fits_is_legible_and_adds_by_hand_what_is_marked(site: Site) -> None:
    wrong = []
    desk = (
        "/desk/articles",
        "/desk/ingestions",
        f"/desk/ingestions/{site.sample.ingestion}",
        "/desk/agreement",
    )
    by_hand = f"/desk/articles/{site.sample.article}"
    for width, theme in ((360, "dark"), (1600, "light")):
        with site.page(viewport={"width": width, "height": 900}, color_scheme=theme) as page:
            site.sign_in(page)
            for where in (*desk, by_hand, f"{by_hand}/agreement"):
                page.goto(site.address + where)
                if page.evaluate("document.documentElement.scrollWidth") > width:
                    wrong.append(f"{where} is wider than {width}")
                wrong += [f"{where} {one}" for one in violations(page)]
    assert wrong == []
    with site.page(viewport={"width": 1280, "height": 900}) as page:
        site.sign_in(page)
        page.goto(site.address + by_hand)
        page.evaluate(
            "const mark = document.querySelector('#words mark'); getSelection().selectAllChildren(mark)"
        )
        page.keyboard.press("q")
        assert page.input_value("textarea[name=quote]") == "It is unlikely to rain in May."
        page.keyboard.press("Escape")
        with page.expect_navigation():
            page.keyboard.press("a")
        assert "<code>cue_class</code>" in page.content()
        assert page.input_value("textarea[name=quote]") == "It is unlikely to rain in May."
        page.fill("input[name=cue]", "unlikely")
        page.keyboard.press("Escape")
        with page.expect_navigation():
            page.keyboard.press("a")
        assert "Candidate" in page.inner_text("h1#fields")


def test_two_curators_in_two_browsers_never_overwrite_each_other(site: Site) -> None:
    with site.page() as one, site.page() as other:
        for page in (one, other):
            site.sign_in(page)
            page.goto(f"{site.address}/desk/candidates?at={site.sample.rejected}")
        with one.expect_navigation():
            one.click("button[value=unscorable]")
        other.fill("input[name=claim]", "Typed and not lost.")
        other.click("button[value=reject]")
        other.wait_for_selector("#not-written p")
        assert "changed since you opened it" in other.inner_text("#not-written")
        assert other.input_value("input[name=claim]") == "Typed and not lost."
        assert other.url.endswith(f"at={site.sample.rejected}")


def test_enter_and_an_ended_session_decide_nothing_and_lose_nothing(site: Site) -> None:
    with site.page() as page:
        site.sign_in(page)
        page.goto(f"{site.address}/desk/candidates?at={site.sample.candidate}")
        page.fill("input[name=claim]", "Typed and not lost.")
        page.press("input[name=claim]", "Enter")
        page.wait_for_selector("#not-written li")
        assert "choose what is decided" in page.inner_text("#not-written")
        assert page.input_value("input[name=claim]") == "Typed and not lost."
        assert violations(page) == []
        page.context.clear_cookies()
        page.click("button[value=unscorable]")
        page.wait_for_selector("#refused a")
        assert "your session has ended" in page.inner_text("#refused")
        assert page.input_value("input[name=claim]") == "Typed and not lost."
        with page.context.expect_page() as opened:
            page.click("#refused a")
        site.sign_in(opened.value)
        page.click("button[value=unscorable]")
        page.wait_for_selector(".last")
        assert f"Candidate {site.sample.candidate} is unscorable" in page.inner_text(".last")
        page.keyboard.press("u")
        page.wait_for_url(f"**/desk/candidates?at={site.sample.candidate}")
    assert site.heard == []


def test_a_step_of_the_queue_swaps_the_main_part_says_so_and_can_be_gone_back_from(site: Site) -> None:
    with site.page(viewport={"width": 1280, "height": 900}) as page:
        site.sign_in(page)
        page.goto(f"{site.address}/desk/candidates?at={site.sample.candidate}")
        page.evaluate("window.same = true")
        page.keyboard.press("s")
        page.wait_for_selector(".last")
        assert page.evaluate("window.same")  # the page was not loaded anew
        assert f"Candidate {site.sample.candidate} is unscorable" in page.inner_text("#told")
        assert "last=" in page.url
        assert page.evaluate("document.activeElement.id") == "content"
        page.keyboard.press("u")
        page.wait_for_url(f"**/desk/candidates?at={site.sample.candidate}")
        page.go_back()
        page.wait_for_url("**last=*")
        page.wait_for_load_state("networkidle")
        assert page.inner_text("h1")
    assert site.heard == []


def two_due(site: Site) -> list[int]:
    """Two questions that one event answers."""
    database = Database(site.url)
    build, made = Builder(database), []
    for text in ("Does the dam hold?", "Does the bridge hold?"):
        _, revision = build.article(f"It is unlikely to rain in May. {text}")
        made.append(build.question(text))
        build.accept(build.candidate(revision), made[-1])
    database.close()
    return made


def test_by_keys_an_answer_is_filled_in_again_and_confirmed(site: Site) -> None:
    first, second = two_due(site)
    with site.page(viewport={"width": 1280, "height": 900}) as page:
        site.sign_in(page)
        page.goto(f"{site.address}/desk/due?at={first}")
        page.fill("input[name=url]", "https://example.org/flood")
        page.fill("input[name=occurred_on]", "2026-05-04")
        page.press("input[name=occurred_on]", "Escape")
        page.keyboard.press("y")
        page.wait_for_url(f"**/desk/due?at={second}&done={first}")
        page.wait_for_selector("a[data-key='.']")
        page.keyboard.press(".")
        page.wait_for_selector("#repeated")
        assert "Nothing is decided yet" in page.inner_text("#repeated")
        assert page.input_value("input[name=url]") == "https://example.org/flood"
        assert page.input_value("input[name=occurred_on]") == "2026-05-04"
        assert violations(page) == []
        page.keyboard.press("?")
        assert "fill in the answer before, to confirm" in page.inner_text("#help")
        page.keyboard.press("y")
        page.wait_for_url(f"**done={second}")
        assert "Does the bridge hold?" in page.inner_text(".last")
    assert site.heard == []


def test_a_field_that_is_wrong_is_named_and_nothing_typed_is_lost(site: Site) -> None:
    with site.page() as page:
        site.sign_in(page)
        page.goto(f"{site.address}/desk/candidates?at={site.sample.candidate}")
        page.fill("input[name=probability]", "much")
        page.click("button[value=accept]")
        page.wait_for_selector("#not-written li")
        assert "probability" in page.inner_text("#not-written")
        assert page.evaluate("document.getElementById('not-written').getBoundingClientRect().top >= 0")
        assert page.get_attribute("input[name=probability]", "aria-invalid") == "true"
        assert page.input_value("input[name=probability]") == "much"
        assert violations(page) == []
    assert site.heard == []


def test_a_double_click_sends_a_form_once(site: Site) -> None:
    with site.page() as page:
        site.sign_in(page)
        page.goto(f"{site.address}/desk/forecasts/{site.sample.scored}")
        page.fill("input[name=said_by]", "Ada Rowe")
        page.fill("textarea[name=text]", "I was asked twice.")
        sent: list[str] = []
        page.on("request", lambda asked: sent.append(asked.url) if asked.method == "POST" else None)
        page.evaluate("""() => {
          const send = document.querySelector('[name=text]').form.querySelector('[type=submit]');
          send.click(); send.click();
        }""")
        page.wait_for_selector("text=I was asked twice.")
        page.wait_for_load_state("networkidle")
        assert sent == [f"{site.address}/desk/forecasts/{site.sample.scored}"]
        assert page.query_selector("#not-written") is None
    assert site.heard == []


def test_without_an_answer_nothing_typed_is_lost_and_it_is_said(site: Site) -> None:
    with site.page() as page:
        site.sign_in(page)
        page.goto(f"{site.address}/desk/candidates?at={site.sample.candidate}")
        page.fill("input[name=claim]", "Typed and not lost.")
        page.context.set_offline(True)
        page.click("button[value=accept]")
        page.wait_for_selector("#refused:not(:empty)")
        assert "perhaps nothing was written" in page.inner_text("#refused")
        assert page.input_value("input[name=claim]") == "Typed and not lost."


def test_lists_are_sorted_and_filtered_without_being_loaded_anew(site: Site) -> None:
    with site.page(viewport={"width": 1280, "height": 900}) as page:
        page.goto(f"{site.address}/authors")
        page.evaluate("window.same = true")
        page.focus("#ranked-by-brier")
        page.keyboard.press("Enter")
        page.wait_for_url("**sort=brier")
        page.wait_for_selector("th[aria-sort] #ranked-by-brier")
        assert page.evaluate("[window.same, document.activeElement.id]") == [True, "ranked-by-brier"]
        assert "by Brier score" in page.inner_text("#told")
        assert page.get_attribute("#foot > p a", "href") == "/authors.json?sort=brier"
        assert page.evaluate(SHIFT) < 0.01
        page.go_back()
        page.wait_for_url("**/authors")
        page.wait_for_selector("th[aria-sort] #ranked-by-rank")
        page.goto(f"{site.address}/questions")
        page.evaluate("window.same = true")
        page.select_option("select[name=state]", "resolved")
        page.click("#show")
        page.wait_for_url("**state=resolved**")
        assert page.evaluate("window.same")
        page.fill("main input[name=topic]", "nowhere")
        page.click("#show")
        page.wait_for_selector("#refused dl")
        assert "topic" in page.inner_text("#refused")
        assert page.input_value("main input[name=topic]") == "nowhere"
        assert "/questions.json?state=resolved" in page.get_attribute("#foot > p a", "href")
        page.goto(f"{site.address}/search")
        page.evaluate("window.same = true")
        page.fill("main input[name=q]", "rain")
        page.click("#search")
        page.wait_for_selector("main h2")
        assert page.evaluate("window.same")
        assert page.title() == "Search: rain · Foreseen"
    assert site.heard == []


def test_lists_are_sorted_without_script_too(site: Site) -> None:
    with site.page(java_script_enabled=False) as page:
        page.goto(f"{site.address}/authors")
        page.click("#ranked-by-brier")
        assert page.url.endswith("/authors?sort=brier")
        assert page.is_visible("th[aria-sort] #ranked-by-brier")


def test_the_desk_works_without_script(site: Site) -> None:
    with site.page(java_script_enabled=False) as page:
        site.sign_in(page)
        page.goto(f"{site.address}/desk/articles")
        page.fill("textarea[name=article]", "<b>The dam</b> will probably burst before May 2027.")
        page.click("button[value=look]")
        assert "1 candidate" in page.inner_text("main")
        assert "<b>The dam</b>" in page.inner_text(".text")
        page.click("text=Sign out")
        page.goto(f"{site.address}/desk")
        assert "/desk/sign-in" in page.url
