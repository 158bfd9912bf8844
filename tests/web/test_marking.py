"""Quotes marked in a text, where they may touch, overlap or reach past its end."""

from __future__ import annotations

from app.web.marking import Piece, excerpt, mark


def test_overlapping_quotes_share_the_piece_between_them() -> None:
    assert list(mark("abcdef", [(1, 1, 4), (2, 3, 5)])) == [
        Piece("a", (), ()),
        Piece("bc", (1,), (1,)),
        Piece("d", (1, 2), (2,)),
        Piece("e", (2,), ()),
        Piece("f", (), ()),
    ]


def test_the_pieces_are_the_text() -> None:
    text = "Rain is likely. Snow is not."
    pieces = list(mark(text, [(7, 0, 14), (8, 16, 99), (9, 500, 600)]))
    assert "".join(piece.text for piece in pieces) == text
    assert pieces[-1] == Piece("Snow is not.", (8,), (8,))


def test_an_excerpt_is_cut_at_spaces_around_the_quote() -> None:
    text = "one two three four five six seven"
    assert excerpt(text, 14, 18, around=6) == ("three ", "four", " five")
