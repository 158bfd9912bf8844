"""Articles."""

from __future__ import annotations

from starlette.responses import Response

from app.api.lists import reply_page
from app.api.routes import Call, Example, Routes
from app.api.shapes import ArticlePage, ArticleShape
from app.http.etags import encode
from app.http.lists import page_request, parameters_of
from app.http.parameters import id_in_path
from app.queries import articles

routes = Routes("articles")


@routes.read(
    "/articles/{id}",
    path=(id_in_path(example=5),),
    response=ArticleShape,
    example=Example(path={"id": 5}),
)
def get_article(call: Call[None]) -> Response:
    """Read an article; its text needs a curator's key unless its source may be quoted whole."""
    with call.database.read() as connection:
        shown = articles.read_article(connection, call.path["id"], curator=call.curates)
    return call.reply(encode(shown))


@routes.read(
    "/articles",
    query=parameters_of(articles.ARTICLES),
    response=ArticlePage,
    example=Example(query={"source": "daily-courier", "published_on__gte": "2026-01-01"}),
)
def list_articles(call: Call[None]) -> Response:
    """List articles."""
    wanted = page_request(call.query, articles.ARTICLES)
    with call.database.read() as connection:
        items, page = articles.list_articles(connection, wanted)
    return reply_page(call, items, page)
