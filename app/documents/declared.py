"""What a page says about itself: JSON-LD, meta elements and marked-up dates, each with where it stood."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from app.documents.document import tidy
from app.documents.names import declared_names

_LARGEST_JSON = 2**20
_MOST_NODES = 5000
_LONGEST_WORDS = 500
_ARTICLE_TYPES = frozenset(
    {"Report", "BlogPosting", "LiveBlogPosting", "SocialMediaPosting", "ScholarlyArticle", "Review"}
)

_AUTHOR_META = (
    "author",
    "article:author",
    "citation_author",
    "dc.creator",
    "dcterms.creator",
    "parsely-author",
    "sailthru.author",
    "byl",
    "bylname",
)
_DAY_META = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "citation_publication_date",
    "citation_date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date",
    "dcterms.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "published_time",
    "date",
    "article.published",
    "cxenseparse:recs:publishtime",
    "prism.publicationdate",
    "rnews:datepublished",
)
_CHANGED_META = (
    "article:modified_time",
    "og:updated_time",
    "last-modified",
    "datemodified",
    "dcterms.modified",
)
_TITLE_META = ("og:title", "citation_title", "twitter:title", "dc.title", "parsely-title")
_SITE_META = ("og:site_name", "application-name", "citation_journal_title", "dc.publisher")


@dataclass(slots=True)
class Declared:
    """A page's statements about itself, unparsed; days come with the name of the field that held them."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    days: list[tuple[str, str]] = field(default_factory=list)
    changed: list[tuple[str, str]] = field(default_factory=list)
    language: str | None = None
    url: str | None = None
    source_name: str | None = None


def read_declared(tree: Any, *, url: str | None) -> Declared:
    """Collect JSON-LD first, since publishers write it for machines, then meta elements."""
    declared = Declared()
    addresses = _from_json_ld(tree, declared)
    _from_meta(tree, declared)
    declared.language = _language(tree)
    declared.url = _canonical_url(tree, url, addresses)
    return declared


def _from_json_ld(tree: Any, declared: Declared) -> list[str]:
    """Take what the article's node says; returns the addresses it gives itself."""
    nodes = [
        node
        for script in tree.iterfind('.//script[@type="application/ld+json"]')
        for node in _nodes(script.text)
    ]
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    article = next((node for node in nodes if _is_article(node)), None)
    if article is None:
        return []
    declared.title = _text(article.get("headline")) or _text(article.get("name"))
    names = [name for person in _each(article.get("author")) for name in _names(person, by_id)]
    declared.authors = tuple(dict.fromkeys(names))
    for key, days in (("datePublished", declared.days), ("dateModified", declared.changed)):
        if words := _text(article.get(key)):
            days.append((f"json-ld {key}", words))
    for publisher in _each(article.get("publisher")):
        declared.source_name = declared.source_name or _text(_resolved(publisher, by_id).get("name"))
    return [address for key in ("url", "mainEntityOfPage") if (address := _address(article.get(key)))]


def _address(value: Any) -> str | None:
    """An address by itself or as a page's; a fragment alone only points within the page."""
    value = next(iter(value), None) if isinstance(value, list) else value
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url")
    return value if isinstance(value, str) and value and not value.startswith("#") else None


def _nodes(source: str | None) -> Iterator[dict[str, Any]]:
    """Every object of a JSON-LD block, outermost first; a broken or bloated block is as good as none."""
    if not source or len(source) > _LARGEST_JSON:
        return
    try:
        queue: list[Any] = [json.loads(source.strip().removeprefix("<!--").removesuffix("-->"), strict=False)]
    except (ValueError, RecursionError):
        return
    seen = 0
    while queue and seen < _MOST_NODES:
        item = queue.pop(0)
        seen += 1
        if isinstance(item, list):
            queue.extend(item)
        elif isinstance(item, dict):
            yield item
            queue.extend(value for value in item.values() if isinstance(value, dict | list))


def _is_article(node: dict[str, Any]) -> bool:
    types = [kind for kind in _each(node.get("@type")) if isinstance(kind, str)]
    return any(kind.endswith("Article") or kind in _ARTICLE_TYPES for kind in types)


def _names(person: Any, by_id: dict[str, dict[str, Any]]) -> tuple[str, ...]:
    if isinstance(person, str):
        return declared_names(person)
    node = _resolved(person, by_id)
    name = _text(node.get("name")) or " ".join(
        filter(None, (_text(node.get("givenName")), _text(node.get("familyName"))))
    )
    kinds = [kind for kind in _each(node.get("@type")) if isinstance(kind, str)]
    if any(kind.endswith("Organization") for kind in kinds):
        return (name,) if name else ()
    return declared_names(name)


def _resolved(node: Any, by_id: dict[str, dict[str, Any]]) -> dict[str, Any]:
    if isinstance(node, str):
        return {"name": node}
    if not isinstance(node, dict):
        return {}
    reference = node.get("@id")
    if "name" not in node and isinstance(reference, str):
        return by_id.get(reference, node)
    return node


def _each(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        value = next(iter(value), None)
    if isinstance(value, dict):
        value = value.get("@value")
    return tidy(html.unescape(value))[:_LONGEST_WORDS] or None if isinstance(value, str) else None


def _from_meta(tree: Any, declared: Declared) -> None:
    fields: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        value = tidy(element.get("content") or "")[:_LONGEST_WORDS]
        for attribute in ("name", "property", "itemprop", "http-equiv"):
            if value and (key := element.get(attribute)):
                fields.setdefault(key.strip().lower(), []).append(value)
    declared.title = declared.title or _first(fields, _TITLE_META)
    declared.source_name = declared.source_name or _first(fields, _SITE_META)
    for key in () if declared.authors else _AUTHOR_META:
        names = [name for value in fields.get(key, ()) for name in declared_names(value)]
        if names:
            declared.authors = tuple(dict.fromkeys(names))
            break
    declared.days += [(f"meta {key}", value) for key in _DAY_META for value in fields.get(key, ())[:1]]
    declared.changed += [(f"meta {key}", value) for key in _CHANGED_META for value in fields.get(key, ())[:1]]


def _first(fields: dict[str, list[str]], keys: tuple[str, ...]) -> str | None:
    return next((fields[key][0] for key in keys if key in fields), None)


def _language(tree: Any) -> str | None:
    code = (
        (tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "")
        .strip()
        .replace("_", "-")
    )
    primary = code.partition("-")[0].lower()
    return primary if 2 <= len(primary) <= 3 and primary.isascii() and primary.isalpha() else None


def _canonical_url(tree: Any, url: str | None, addresses: list[str]) -> str | None:
    """The page's canonical address, if on its own host: a page must not pass itself off as another site's."""
    links = [link.get("href") for link in tree.iterfind('.//link[@rel="canonical"]')]
    links += [meta.get("content") for meta in tree.iterfind('.//meta[@property="og:url"]')]
    links += addresses
    for link in links:
        try:
            absolute = urljoin(url or "", tidy(link or ""))
            parts = urlsplit(absolute)
            own = urlsplit(url).hostname if url else parts.hostname
        except ValueError:
            continue
        usable = (
            parts.scheme in {"http", "https"}
            and parts.hostname
            and "@" not in parts.netloc
            and len(absolute) <= 2000
        )
        if usable and _bare(parts.hostname) == _bare(own):
            return str(absolute).partition("#")[0]
    return url


def _bare(host: str | None) -> str:
    return (host or "").lower().removeprefix("www.").removeprefix("m.").removeprefix("amp.")
