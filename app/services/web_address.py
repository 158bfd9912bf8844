"""Web addresses that may be published as evidence: anybody can look them up, and they hold no password."""

from __future__ import annotations

import unicodedata
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from app.domain.errors import InvalidInput

_BLANK = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0")  # letters and symbols drawn as nothing
_ALLOWED = "http:// or https:// addresses that anybody can open"


def require_web_address(field: str, url: str) -> None:
    """Refuse what is no web address, hides characters or a password, or leads to a private machine."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise InvalidInput(field, "is not a web address", allowed=_ALLOWED) from None
    strange = any(sign.isspace() or sign == "\\" for sign in url)
    if parts.scheme not in {"http", "https"} or not host or strange:
        raise InvalidInput(field, "is not a web address", allowed=_ALLOWED)
    hidden = next((sign for sign in url if _is_hidden(sign)), None)
    if hidden is not None:
        shown = f"U+{ord(hidden):04X}"
        raise InvalidInput(field, f"holds a character that does not show ({shown})", allowed=_ALLOWED)
    if "@" in parts.netloc:
        raise InvalidInput(field, "holds a user name or password, which would be published", allowed=_ALLOWED)
    if not _is_public(host):
        raise InvalidInput(field, f"leads to {host}, which only some machines can open", allowed=_ALLOWED)


def _is_hidden(sign: str) -> bool:
    """Stricter than for names: an address needs no joiners, which can be written %E2%80%8D."""
    return unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co"} or sign in _BLANK


def _is_public(host: str) -> bool:
    """Whether a host is a name other than this machine's, or a public address plainly written."""
    name = unicodedata.normalize("NFKC", host).lower().rstrip(".")
    last = name.rsplit(".", 1)[-1]
    if ":" not in name and not (last.isdigit() or last.startswith("0x")):
        return last != "localhost" and "%" not in name and bool(name)
    try:
        address = ip_address(name)
    except ValueError:
        return False  # 127.1 and 0x7f000001 are addresses too, to a browser
    return _plain(address).is_global and not address.is_multicast


def _plain(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 one stands for, else itself."""
    return (isinstance(address, IPv6Address) and address.ipv4_mapped) or address
