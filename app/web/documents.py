"""The methods, the API and suggestions explained: the project's own documents as pages."""

from __future__ import annotations

import re
from functools import cache, partial
from pathlib import Path

from markdown_it import MarkdownIt
from markupsafe import Markup

from app.domain.errors import NotFound
from app.extraction.lexicon import DEFAULT, NAMES, load
from app.scoring.scorecard import METHOD
from app.services.view import Rules
from app.web.lexicons import drawn_lexicon
from app.web.pages import Asked, Page, Shown, Table

HOME = Path(__file__).resolve().parents[2] / "docs"
# Documents that are pages here; a link to another one leads nowhere and is shown as words.
KNOWN = {"methods": "/methods", "api": "/developers", "suggestions": "/suggestions", "exports": "/exports"}
_LINK = re.compile(r'href="(?P<page>[a-z]+)\.md(?P<anchor>#[a-z0-9_-]+)?"')
_DEAD = re.compile(r'<a href="(?!https?://|/|#)[^"]*">(?P<words>.*?)</a>', re.DOTALL)
_ANCHOR = re.compile(r"&lt;a id=&quot;(?P<id>[a-z0-9_-]+)&quot;&gt;&lt;/a&gt;")


@cache
def _rendered(name: str) -> Markup:
    """A document as HTML: its own markup is escaped, but for the anchors that others link to."""
    path = HOME / f"{name}.md"
    if not path.is_file():
        raise NotFound("document", name)
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(path.read_text(encoding="utf-8"))
    html = _ANCHOR.sub(r'<span id="\g<id>"></span>', html)
    html = html.replace("<pre>", '<pre tabindex="0">')  # what scrolls must be reached by the keyboard
    html = _LINK.sub(_to_page, html)
    return Markup(_DEAD.sub(r"\g<words>", html))  # noqa: S704 - the parser escaped what the document holds


def _to_page(found: re.Match[str]) -> str:
    address = KNOWN.get(found["page"])
    return found[0] if address is None else f'href="{address}{found["anchor"] or ""}"'


def _document(asked: Asked, *, name: str, title: str) -> Shown:
    del asked
    return Shown(title, {"html": _rendered(name)})


def _methods(asked: Asked) -> Shown:
    """The methods with what a program needs to name them: versions, and the rules where none is asked for."""
    del asked
    tables = [load(name) for name in NAMES]
    rules = {**Rules().shown(), "lexicon": DEFAULT}
    model = {
        "html": _rendered("methods"),
        "lexicon": drawn_lexicon(DEFAULT),
        "method": METHOD,
        "rules": rules,
        "lexicons": [{"name": one.name, "version": one.version, "source": one.source} for one in tables],
    }
    rows = [("method", "method", METHOD)]
    rows += [("rule", name, value) for name, value in rules.items()]
    rows += [("lexicon", one.name, one.version) for one in tables]
    return Shown("Methods", model, Table(("kind", "name", "value"), rows))


def _page(name: str, title: str) -> Page:
    return Page(
        address=KNOWN[name],
        template="document.html",
        read=partial(_document, name=name, title=title),
        twins=False,
    )


PAGES: tuple[Page, ...] = (
    Page(address=KNOWN["methods"], template="document.html", read=_methods),
    _page("api", "The REST API"),
    _page("suggestions", "Suggestions"),
    _page("exports", "Exports"),
)
