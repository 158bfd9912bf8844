"""Bytes to frozen text and metadata: plain text, HTML and feeds; no network, database, settings or clock.

`read_bytes` and `parse_feed` are for bytes one trusts to be harmless to parse; for bytes from strangers
`read_untrusted` and `parse_untrusted_feed` do the same in a child process with limits on time and memory.
"""

from app.documents.bylines import authors_in
from app.documents.dates import parse_day
from app.documents.document import Document, canonical, sha256_of
from app.documents.feeds import Entry, Feed, looks_like_feed, parse_feed
from app.documents.reading import read_bytes
from app.documents.sandbox import parse_untrusted_feed, read_untrusted

__all__ = [
    "Document",
    "Entry",
    "Feed",
    "authors_in",
    "canonical",
    "looks_like_feed",
    "parse_day",
    "parse_feed",
    "parse_untrusted_feed",
    "read_bytes",
    "read_untrusted",
    "sha256_of",
]
