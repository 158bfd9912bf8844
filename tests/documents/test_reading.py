"""One article's bytes: encodings, kinds of file, and what each says about title, authors and day."""

from __future__ import annotations

import json
from datetime import date

import pytest

from app.documents import Document, read_bytes
from app.domain.days import DayBounds
from app.domain.errors import InvalidInput

READ_ON = date(2026, 11, 22)
PARAGRAPHS = [
    "The river will probably flood the lower town before June, the engineers say.",
    "Its banks were raised twice, and twice the water found a way around them.",
    "Whoever lives below the bridge should not expect the pumps to hold this time.",
]


def read(
    data: bytes | str, *, media_type: str | None = None, charset: str | None = None, url: str | None = None
) -> Document:
    raw = data.encode() if isinstance(data, str) else data
    return read_bytes(raw, name="item 7", read_on=READ_ON, media_type=media_type, charset=charset, url=url)


def page(*, head: str = "", above: str = "", below: str = "", before: str = "", after: str = "") -> str:
    body = "".join(f"<p>{words}</p>" for words in PARAGRAPHS)
    return (
        f"<!doctype html><html lang='en-GB'><head><title>Site | Water</title>{head}</head><body>{before}"
        f"<article><h1>Water and its ways</h1>{above}{body}{below}</article>{after}</body></html>"
    )


PLAIN = "Water and its ways\n\nBy Jane Doe\n12 March 2024\n\n" + "\n\n".join(PARAGRAPHS) + "\n"


class TestPlainText:
    def test_the_text_is_kept_whole_and_its_head_is_read(self) -> None:
        document = read(PLAIN)
        assert document.text == PLAIN
        assert (document.title, document.authors, document.media) == (
            "Water and its ways",
            ("Jane Doe",),
            "plain",
        )
        assert (document.published, document.published_basis) == (
            DayBounds.on(date(2024, 3, 12)),
            "text line",
        )

    @pytest.mark.parametrize(
        ("head", "title"),
        [
            ("Water and its ways\n\n", "Water and its ways"),
            ("# Water and its ways\n", "Water and its ways"),
            ("Will the river rise?\n\n", "Will the river rise?"),
            ("Will the river rise?\n", None),
            ("The river rose.\n\n", None),
            ("By Jane Doe\n\n", None),
            ("12 March 2024\n\n", None),
            ("Water\n\n", None),
            ("lower case words\n\n", None),
            ("", None),
        ],
    )
    def test_only_a_lone_short_line_is_a_title(self, head: str, title: str | None) -> None:
        assert read(head + "\n".join(PARAGRAPHS)).title == title

    @pytest.mark.parametrize(
        ("line", "published", "basis"),
        [
            ("Published: 12 March 2024", DayBounds.on(date(2024, 3, 12)), "text line"),
            ("Published on March 12, 2024", DayBounds.on(date(2024, 3, 12)), "text line"),
            ("Date: 2024-03-12", DayBounds.on(date(2024, 3, 12)), "text line"),
            ("2024-03-12", DayBounds.on(date(2024, 3, 12)), "text line"),
            ("By Jane Doe | March 12, 2024", DayBounds.on(date(2024, 3, 12)), "byline"),
            ("03/04/2024", DayBounds(date(2024, 3, 4), date(2024, 4, 3)), "text line"),
            ("March 2024", DayBounds(date(2024, 3, 1), date(2024, 3, 31)), "text line"),
            (
                "Published: 12 March 2031",
                DayBounds(),
                "none: text line says 12 March 2031, which was in the future on 2026-11-22",
            ),
            (
                "2031-03-12",
                DayBounds(),
                "none: text line says 2031-03-12, which was in the future on 2026-11-22",
            ),
            ("It rained on 12 March 2024 without end.", DayBounds(), "none"),
            ("12 March 2024\n\n13 March 2024", DayBounds(), "none"),
            ("Updated: 12 March 2024", DayBounds(), "none"),
        ],
    )
    def test_a_day_on_a_line_of_its_own(self, line: str, published: DayBounds, basis: str) -> None:
        document = read(f"Water and its ways\n\n{line}\n\n" + "\n".join(PARAGRAPHS))
        assert (document.published, document.published_basis) == (published, basis)

    def test_a_day_deep_in_the_text_is_part_of_the_story(self) -> None:
        assert (
            read("\n".join(PARAGRAPHS * 5) + "\n2024-03-12\n" + "\n".join(PARAGRAPHS)).published
            == DayBounds()
        )


class TestEncodings:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
    def test_unicode_with_or_without_a_mark(self, encoding: str) -> None:
        assert read("Żółć – “quoted” and 水.".encode(encoding)).text == "Żółć – “quoted” and 水."

    def test_marks_of_either_byte_order(self) -> None:
        assert read(b"\xfe\xff" + "später".encode("utf-16-be")).text == "später"
        assert read(b"\xff\xfe" + "später".encode("utf-16-le")).text == "später"

    def test_the_declared_encoding_is_used(self) -> None:
        assert read("Выборы в марте".encode("koi8-r"), charset="koi8-r").text == "Выборы в марте"
        assert read("“late” café".encode("cp1252"), charset="iso-8859-1").text == "“late” café"

    def test_valid_utf8_beats_a_wrong_label(self) -> None:
        document = read("café – late".encode(), charset="iso-8859-1")
        assert document.text == "café – late"
        assert document.notes == ("declared as 'iso-8859-1' but is UTF-8",)

    def test_a_pages_meta_charset_is_used(self) -> None:
        html = page(
            head='<meta charset="windows-1251">', above="<p>Выборы состоятся в марте, сказал министр.</p>"
        )
        assert "Выборы состоятся" in read(html.encode("cp1251")).text

    def test_undeclared_western_and_cyrillic_are_told_apart(self) -> None:
        western = read("The naïve café owner will “probably” resign – before June.".encode("cp1252"))
        assert western.text == "The naïve café owner will “probably” resign – before June."
        assert western.notes == ("encoding guessed: cp1252",)
        cyrillic = read(
            "Выборы, вероятно, состоятся в марте, сказал министр иностранных дел.".encode("cp1251")
        )
        assert cyrillic.text.startswith("Выборы, вероятно")

    @pytest.mark.parametrize(
        ("data", "charset", "words"),
        [
            ("später".encode("latin-1"), "utf-8", "not valid utf-8 at byte 2"),
            (b"caf\xe9", "ascii-armor", "declares the encoding 'ascii-armor'"),
            (b"text \x81\x8d", "cp1252", "not valid cp1252 at byte 5"),
            (b"text", "utf-16", "not valid utf-16|is empty|binary|valid"),
            (bytes(range(128, 256)) * 3, None, "cannot be told"),
            ("選挙は三月".encode("shift_jis"), None, "cannot be told"),
        ],
    )
    def test_what_cannot_be_decoded_is_refused_by_name(
        self, data: bytes, charset: str | None, words: str
    ) -> None:
        if charset == "utf-16":
            data = b"odd"
        with pytest.raises(InvalidInput, match=words) as caught:
            read(data, charset=charset)
        assert caught.value.field == "item 7"


class TestRefusals:
    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (b"", "is empty"),
            (b" \r\n\t ", "is empty"),
            (b"\0\0\0\0", "is empty"),
            (b"%PDF-1.7\n1 0 obj", "a PDF file"),
            (b"\x89PNG\r\n\x1a\n", "a PNG image"),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", "a JPEG image"),
            (b"PK\x03\x04\x14\0", "a ZIP archive"),
            (b"\x1f\x8b\x08\0", "a gzip file"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
            (b"{\\rtf1\\ansi hello}", "a Rich Text file"),
            (b"\0\0\0\x18ftypmp42", "a video"),
            (b"words\0words", "NUL"),
            (b"\x01\x02\x03\x04" * 100, "control characters"),
            (b"a" * (5 * 2**20 + 1), r"is 5\.0 MiB \(allowed: at most 5 MiB"),
            (b"a" * (50 * 10**6), r"is 47\.7 MiB \(allowed: at most 20 MiB"),
            (b"<?xml version='1.0'?><rss version='2.0'><channel/></rss>", "is a feed"),
            (b"<?xml version='1.0'?><invoice/>", "XML that is no article"),
            (b"<html><body><nav><a href='/'>Home</a></nav></body></html>", "no readable article text"),
            (b"<html></html>", "no readable article text"),
            (b' {"a": [1, "It will probably rain."]}\n', "is JSON, not an article"),
            (b'["It will probably rain."]', "is JSON, not an article"),
            (b'{"a": 1}\n{"a": 2}\n', "is JSON, not an article"),
            (
                b"<!doctype html><html><head><script>x()</script></head><body></body></html>",
                "no readable article text",
            ),
        ],
    )
    def test_what_is_no_article_is_refused_by_name(self, data: bytes, words: str) -> None:
        with pytest.raises(InvalidInput, match=words) as caught:
            read(data)
        assert caught.value.field == "item 7"

    def test_the_look_decides_and_not_the_label(self) -> None:
        assert read(page(), media_type="text/plain").media == "html"
        assert read("Plain words, 2 < 3.", media_type="text/html").media == "plain"
        with pytest.raises(InvalidInput, match="PDF"):
            read(b"%PDF-1.4", media_type="text/plain")

    def test_plain_text_about_markup_or_in_brackets_stays_plain(self) -> None:
        for text in ("[1] A note to begin with.\n\nIt rained.", "{sic} It rained."):
            assert read(text).text == text
        text = "The <b> element is bold, and <html> opens a page."
        assert read(text).text == text


class TestPages:
    def test_the_article_is_read_and_its_surroundings_are_not(self) -> None:
        html = page(
            before="<nav><a href='/'>Front page of the site</a></nav>",
            after="<footer>© 2019 The Site</footer>",
        )
        document = read(html, media_type="text/html; charset=utf-8")
        assert all(words in document.text for words in PARAGRAPHS)
        assert "Front page" not in document.text
        assert (document.title, document.language, document.media) == ("Water and its ways", "en", "html")
        assert (document.published, document.published_basis) == (DayBounds(), "none")

    def test_json_ld_speaks_first(self) -> None:
        author = [
            {"@id": "#a"},
            {"@type": "Person", "name": "John Roe"},
            {"@type": "Organization", "name": "River Watch"},
        ]
        article = {
            "@type": ["NewsArticle"],
            "headline": "Floods &amp; pumps",
            "author": author,
            "datePublished": "2024-03-11T23:30:00-05:00",
            "dateModified": "2024-04-01",
            "publisher": {"@type": "Organization", "name": "The Gazette"},
        }
        person = {"@type": "Person", "@id": "#a", "name": "Jane Doe"}
        graph = {
            "@context": "https://schema.org",
            "@graph": [{"@type": "WebSite", "name": "Site"}, article, person],
        }
        ld = f'<script type="application/ld+json">{json.dumps(graph)}</script>'
        document = read(page(head=ld + '<meta name="author" content="Somebody Else">'))
        assert document.authors == ("Jane Doe", "John Roe", "River Watch")
        assert (document.published, document.published_basis) == (
            DayBounds.on(date(2024, 3, 12)),
            "json-ld datePublished",
        )
        assert (document.source_name, document.title) == ("The Gazette", "Floods & pumps")

    @pytest.mark.parametrize(
        "script",
        [
            "{broken",
            "[" * 100_000,
            '{"@type":"NewsArticle","headline":"\\ud800","author":7,"datePublished":[]}',
            "null",
            '{"@type":7}',
        ],
    )
    def test_broken_json_ld_is_as_good_as_none(self, script: str) -> None:
        document = read(page(head=f'<script type="application/ld+json">{script}</script>'))
        assert (document.authors, document.title) == ((), "Water and its ways")

    @pytest.mark.parametrize(
        ("head", "above", "published", "basis"),
        [
            (
                "<meta property='article:published_time' content='2024-03-12T08:00:00Z'>",
                "",
                "2024-03-12",
                "meta article:published_time",
            ),
            ("<meta name='citation_date' content='2024/03/12'>", "", "2024-03-12", "meta citation_date"),
            ("", "<time datetime='2024-03-12T08:00:00Z'>today</time>", "2024-03-12", "time element"),
            (
                "",
                "<span itemprop='datePublished' content='2024-03-12'></span>",
                "2024-03-12",
                "itemprop datePublished",
            ),
            ("", "<p class='post-date'>Published 12 March 2024</p>", "2024-03-12", "date element"),
            ("", "<p class='post-date'>Veröffentlicht am 12. März 2024</p>", "2024-03-12", "htmldate"),
        ],
    )
    def test_a_declared_day_and_where_it_stood(
        self, head: str, above: str, published: str, basis: str
    ) -> None:
        document = read(page(head=head, above=above))
        assert (document.published, document.published_basis) == (
            DayBounds.on(date.fromisoformat(published)),
            basis,
        )

    def test_a_day_in_the_address_is_read(self) -> None:
        document = read(page(), url="https://gazette.example/2024/3/12/water")
        assert (document.published.exact, document.published_basis) == (date(2024, 3, 12), "url")

    @pytest.mark.parametrize(
        "extra",
        [
            {"below": "<p>The deadline is 2025-01-31, and the vote was on 12 March 2024.</p>"},
            {"after": "<footer>Copyright 2019 The Site. Built 2019-05-05.</footer>"},
            {"before": "<header><span class='current-date'>Sunday, 22 November 2026</span></header>"},
            {"before": "<div class='date'>22 November 2026</div>"},
            {"after": "<aside class='related'><time datetime='2020-01-01'>1 January 2020</time></aside>"},
            {"below": "<div class='comments'><time datetime='2024-05-05'>5 May</time></div>"},
            {"head": "<meta property='og:image' content='https://cdn.example/2018/06/07/a.jpg'>"},
            {"head": "<meta property='article:published_time' content='soon'>"},
        ],
    )
    def test_no_day_is_guessed(self, extra: dict[str, str]) -> None:
        document = read(page(**extra))
        assert (document.published, document.published_basis) == (DayBounds(), "none")

    def test_a_change_is_only_a_bound(self) -> None:
        document = read(page(head="<meta property='article:modified_time' content='2024-04-01T00:00:00Z'>"))
        assert document.published == DayBounds(None, date(2024, 4, 1))
        assert document.published_basis == "meta article:modified_time (no later than)"
        assert (
            read(
                page(above="<p class='date'>Updated: <time datetime='2024-04-01'>1 April 2024</time></p>")
            ).published
            == DayBounds()
        )

    def test_a_day_in_the_future_is_dropped_and_noted(self) -> None:
        document = read(page(head="<meta property='article:published_time' content='2031-01-01'>"))
        assert document.published == DayBounds()
        assert document.published_basis == (
            "none: meta article:published_time says 2031-01-01, which was in the future on 2026-11-22"
        )
        assert document.notes == (
            "meta article:published_time says 2031-01-01, which was in the future on 2026-11-22",
        )

    @pytest.mark.parametrize(
        ("head", "above", "below", "authors"),
        [
            ("<meta name='author' content='Jane Doe'>", "", "", ("Jane Doe",)),
            ("<meta name='author' content='admin'>", "<p class='byline'>By Jane Doe</p>", "", ("Jane Doe",)),
            ("", "<p>By Jane Doe and John Roe</p>", "", ("Jane Doe", "John Roe")),
            ("", "", "<p>Staff writer: Ari B</p>", ("Ari B",)),
            ("<meta property='article:author' content='https://social.example/jane'>", "", "", ()),
        ],
    )
    def test_authors_from_the_page_and_then_its_text(
        self, head: str, above: str, below: str, authors: tuple[str, ...]
    ) -> None:
        assert read(page(head=head, above=above, below=below)).authors == authors

    @pytest.mark.parametrize(
        ("above", "authors"),
        [
            (
                '<p class="byline">By Anna Lee, Staff Writer, and Bob Oak, Paris correspondent</p>',
                ("Anna Lee", "Bob Oak"),
            ),
            ('<p class="byline">By Anna Lee, Political Editor</p>', ("Anna Lee",)),
            ('<p class="byline">Dr. Anna Lee | Reuters</p>', ("Dr. Anna Lee",)),
            ('<p class="byline">Reuters</p>', ("Reuters",)),
            ('<span class="author">Anna Lee, Economist</span>', ("Anna Lee",)),
            ('<a rel="author" href="/lee">Anna Lee</a>', ("Anna Lee",)),
            ('<a rel="author" href="/plato">Plato</a>', ("Plato",)),
            (
                '<div><span class="author">Anna Lee</span><span class="author">Bob Oak</span></div>',
                ("Anna Lee", "Bob Oak"),
            ),
            (
                '<div class="byline"><b>By</b> <b>Anna Lee</b><i>Staff Writer</i><div>Share this</div></div>',
                ("Anna Lee",),
            ),
            (
                '<p class="byline">By <a>Anna Lee</a> and <a>Bob Oak</a><br><time>March 12, 2024</time></p>',
                ("Anna Lee", "Bob Oak"),
            ),
            ("<p>Anna Lee, Bob Oak and Cy Pine</p>", ("Anna Lee", "Bob Oak", "Cy Pine")),
            ('<div class="author-bio">Anna Lee is a reporter who has covered rivers.</div>', ()),
            ('<div class="comments"><span class="author">Anna Lee</span></div>', ()),
        ],
    )
    def test_offices_and_houses_in_a_marked_byline_are_nobody(
        self, above: str, authors: tuple[str, ...]
    ) -> None:
        assert read(page(above=above)).authors == authors

    @pytest.mark.parametrize(
        ("canonical", "expected"),
        [
            ("https://gazette.example/water", "https://gazette.example/water"),
            ("/water#top", "https://www.gazette.example/water"),
            ("https://elsewhere.example/water", "https://www.gazette.example/water?from=feed"),
            ("javascript:alert(1)", "https://www.gazette.example/water?from=feed"),
            ("http://[broken", "https://www.gazette.example/water?from=feed"),
        ],
    )
    def test_a_page_names_its_own_address_but_no_other_sites(self, canonical: str, expected: str) -> None:
        html = page(head=f'<link rel="canonical" href="{canonical}">')
        assert read(html, url="https://www.gazette.example/water?from=feed").url == expected

    @pytest.mark.parametrize(
        ("said", "expected"),
        [
            ({"url": "https://gazette.example/water"}, "https://gazette.example/water"),
            (
                {"mainEntityOfPage": {"@id": "https://gazette.example/water#main"}},
                "https://gazette.example/water",
            ),
            ({"mainEntityOfPage": "/water"}, "https://www.gazette.example/water"),
            ({"url": "https://elsewhere.example/water"}, "https://www.gazette.example/w?from=feed"),
            ({"url": "#article", "mainEntityOfPage": True}, "https://www.gazette.example/w?from=feed"),
        ],
    )
    def test_json_ld_names_the_pages_own_address(self, said: dict[str, object], expected: str) -> None:
        ld = json.dumps({"@type": "NewsArticle", **said})
        html = page(head=f'<script type="application/ld+json">{ld}</script>')
        assert read(html, url="https://www.gazette.example/w?from=feed").url == expected

    def test_a_canonical_link_goes_before_json_ld(self) -> None:
        ld = json.dumps({"@type": "NewsArticle", "url": "https://gazette.example/other"})
        link = '<link rel="canonical" href="https://gazette.example/water">'
        html = page(head=f'<script type="application/ld+json">{ld}</script>{link}')
        assert read(html, url="https://gazette.example/w").url == "https://gazette.example/water"

    def test_a_fragment_of_a_page_is_read(self) -> None:
        text = read("".join(f"<p>{words}</p>" for words in PARAGRAPHS), media_type="text/html").text
        assert text.split("\n") == PARAGRAPHS

    def test_xhtml_with_its_own_encoding_is_read(self) -> None:
        html = "<?xml version='1.0' encoding='utf-8'?>\n" + page()
        assert PARAGRAPHS[0] in read(html).text
