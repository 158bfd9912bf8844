"""Sources, topics and authors."""

from __future__ import annotations

from starlette.responses import Response

from app.access.keys import KeyRole
from app.api.lists import reply_page
from app.api.routes import PREFIX, Call, Example, Routes
from app.api.shapes import AuthorPage, AuthorShape, SourcePage, SourceShape, TopicPage, TopicShape
from app.api.suggestion_shapes import AuthorSuggestionsShape
from app.http.etags import encode
from app.http.lists import page_request, parameters_of
from app.http.parameters import slug_in_path
from app.queries import people
from app.queries.suggestions import suggest_for_author

sources = Routes("sources")
topics = Routes("topics")
authors = Routes("authors")


@sources.read(
    "/sources",
    query=parameters_of(people.SOURCES),
    response=SourcePage,
    example=Example(query={"sort": "slug", "limit": "10"}),
)
def list_sources(call: Call[None]) -> Response:
    """List sources."""
    with call.database.read() as connection:
        items, page = people.list_sources(connection, page_request(call.query, people.SOURCES))
    return reply_page(call, items, page)


@sources.read(
    "/sources/{slug}",
    path=(slug_in_path("daily-courier"),),
    response=SourceShape,
    example=Example(path={"slug": "daily-courier"}),
)
def get_source(call: Call[None]) -> Response:
    """Read a source."""
    with call.database.read() as connection:
        return call.reply(encode(people.read_source(connection, call.path["slug"])))


@topics.read(
    "/topics",
    query=parameters_of(people.TOPICS),
    response=TopicPage,
    example=Example(query={"sort": "-slug"}),
)
def list_topics(call: Call[None]) -> Response:
    """List topics."""
    with call.database.read() as connection:
        items, page = people.list_topics(connection, page_request(call.query, people.TOPICS))
    return reply_page(call, items, page)


@topics.read(
    "/topics/{slug}",
    path=(slug_in_path("weather"),),
    response=TopicShape,
    example=Example(path={"slug": "weather"}),
)
def get_topic(call: Call[None]) -> Response:
    """Read a topic."""
    with call.database.read() as connection:
        return call.reply(encode(people.read_topic(connection, call.path["slug"])))


@authors.read(
    "/authors",
    query=parameters_of(people.AUTHORS),
    response=AuthorPage,
    example=Example(query={"kind": "person", "sort": "slug"}),
)
def list_authors(call: Call[None]) -> Response:
    """List authors."""
    with call.database.read() as connection:
        items, page = people.list_authors(connection, page_request(call.query, people.AUTHORS))
    return reply_page(call, items, page)


@authors.read(
    "/authors/{slug}",
    path=(slug_in_path("ada-rowe"),),
    response=AuthorShape,
    example=Example(path={"slug": "ada-rowe"}),
)
def get_author(call: Call[None]) -> Response:
    """Read an author; the slug of a merged spelling answers 308."""
    asked = call.path["slug"]
    with call.database.read() as connection:
        author = people.read_author(connection, asked)
    if author["slug"] != asked:
        return Response(status_code=308, headers={"Location": f"{PREFIX}/authors/{author['slug']}"})
    return call.reply(encode(author))


@authors.read(
    "/authors/{slug}/suggestions",
    path=(slug_in_path("ada-rowe"),),
    role=KeyRole.CURATOR,
    response=AuthorSuggestionsShape,
    example=Example(path={"slug": "ada-rowe"}),
)
def get_author_suggestions(call: Call[None]) -> Response:
    """Read which authors may be the same one, by their names (curators); a merged slug answers 308."""
    asked = call.path["slug"]
    with call.database.read() as connection:
        found = suggest_for_author(connection, asked)
    if found["author"] != asked:
        where = f"{PREFIX}/authors/{found['author']}/suggestions"
        return Response(status_code=308, headers={"Location": where})
    return call.reply(encode(found))
