"""Addresses that may stand as evidence."""

from __future__ import annotations

import pytest

from app.domain.errors import InvalidInput
from app.services.web_address import require_web_address


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/report",
        "http://EXAMPLE.org:8080/a?b=c#d",
        "https://example.org./",
        "https://bücher.example/ä",
        "https://example.org/@somebody",
        "https://8.8.8.8/",
        "https://[2606:4700::1111]/",
        "https://10.example.org/",
        "https://web.archive.org/web/2022/http://example.org/",
    ],
)
def test_what_anybody_can_open_is_taken(url: str) -> None:
    require_web_address("evidence.url", url)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("ftp://example.org", "is not a web address"),
        ("https://", "is not a web address"),
        ("https://exa mple.org", "is not a web address"),
        ("https://example.org\\@evil.example/", "is not a web address"),
        ("https://example.org:port/", "is not a web address"),
        ("https://[::1", "is not a web address"),
        ("https://ada:secret@example.org/", "holds a user name or password"),
        ("https://@example.org/", "holds a user name or password"),
        ("https://example.org/\u202egpj.exe", "does not show .U.202E."),
        ("https://exam\u200bple.org/", "does not show .U.200B."),
        ("https://exam\u200dple.org/", "does not show .U.200D."),
        *(
            (f"http://{host}/", "which only some machines can open")
            for host in (
                "localhost", "api.LOCALHOST.", "127.0.0.1", "127.1", "2130706433", "0x7f000001",
                "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "0",
                "[::1]", "[fe80::1]", "[fd00::1]", "[::ffff:127.0.0.1]", "１２７.0.0.1", "%31%32%37.example",
            )
        ),
    ],
)  # fmt: skip
def test_what_hides_something_or_leads_nowhere_public_is_refused(url: str, message: str) -> None:
    with pytest.raises(InvalidInput, match=message) as refused:
        require_web_address("evidence.url", url)
    assert refused.value.field == "evidence.url"
    assert "secret" not in refused.value.message
