"""Whole names around the words that are likely names: initials, first names, interfixes and surnames."""

from __future__ import annotations

from collections.abc import Sequence

from textmining.cleaning.redaction import context
from textmining.cleaning.redaction.name_tokens import Token, after, compounded, dotted, skip_interfixes

__all__ = ["grow"]

_SPACE = frozenset((" ",))
_INSIDE = frozenset((" ", "-", " - ", ". ", ".", "_", "\n"))
"""What may stand between two parts of a name."""

_MOST_PARTS = 6
_SHORT_INITIALS = frozenset(("th", "ch", "chr", "joh", "fr", "ph", "st"))
_SURNAMES_TOO = frozenset(("le", "y", "da", "du", "do", "ben", "al", "la", "lo", "di", "das", "zu"))


def grow(tokens: Sequence[Token], sure: Sequence[bool]) -> list[tuple[int, int]]:
    """First and last word of each name, in order.

    Parameters
    ----------
    tokens : sequence of Token
    sure : sequence of bool
        For each token, whether it is part of a name by itself.
    """
    spans: list[tuple[int, int]] = []
    at = 0
    while at < len(tokens):
        first = at
        last = _after_initials(tokens, at)
        if last is None and sure[at]:
            last = at
            first = _leftwards(tokens, at, spans[-1][1] + 1 if spans else 0)
        elif last is None:
            last = _after_interfixes(tokens, at)
        if last is None:
            at += 1
            continue
        last = _rightwards(tokens, last, sure)
        spans.append((first, last))
        at = last + 1
    return spans


def _after_initials(tokens: Sequence[Token], at: int) -> int | None:
    """The surname after initials that begin here: "A.M. van der Berg", "K Bakker", "Th. Smit"."""
    start, has_dot = at, False
    stop = min(len(tokens), at + _MOST_PARTS)
    while start < stop and _initial(tokens, start) and (start == at or tokens[start].gap in (".", ". ", " ", "")):
        start += 1
        has_dot = has_dot or (start < len(tokens) and tokens[start].gap.startswith("."))
    if start == at:
        return None
    end = skip_interfixes(tokens, start, frozenset((" ", ".", ". ")))
    if end == len(tokens):
        return None
    token = tokens[end]
    if token.gap not in ((" ", ". ", ".") if end == start else (" ", ". ", "-")):
        return None
    if token.shape != "C" or token.listed or token.entry.other:
        return None
    known = token.entry.last or (token.entry.name and not token.entry.word)
    if start == at + 1 == end and token.entry.word:  # "gebouw C. Ze zijn", and not "J. Bakker"
        lettered = tokens[at].glued or (at > 0 and tokens[at - 1].key in context.BEFORE_LETTERS)
        if token.key in context.STARTERS or (lettered and not token.entry.last):
            return None
    return end if has_dot or end > start or known else None


def _initial(tokens: Sequence[Token], i: int) -> bool:
    """One capital, or "Th." and "Ch."."""
    token = tokens[i]
    return token.shape == "i" or (token.shape == "C" and token.key in _SHORT_INITIALS and dotted(tokens, i))


def _after_interfixes(tokens: Sequence[Token], at: int) -> int | None:
    """The surname after interfixes that begin here without a first name: "Van der Heijden", "mevrouw de boer"."""
    end = skip_interfixes(tokens, at, _SPACE, first_gap=False)
    if end == at or end == len(tokens) or tokens[end].gap != " ":
        return None
    opening, token, count = tokens[at], tokens[end], end - at
    entry = token.entry
    titled = after(tokens, at, context.TITLES)
    alone = opening.key in context.LONE_INTERFIXES
    if token.shape == "l":
        if count < 3 and opening.key in context.PREPOSITIONS and tokens[end - 1].key in (opening.key, "de", "het"):
            return None  # "mijn oma op de stoep"
        asked = alone and entry.last and after(tokens, at, context.PERSON_BEFORE)
        return end if asked or (titled and (entry.last or not (entry.word or entry.other))) else None
    if token.shape != "C" or token.listed or entry.other or compounded(tokens, end):
        return None
    if titled:
        return end
    if token.opens:  # Where Each Word Has A Capital, One Says Nothing
        return None
    if _is_van_der(tokens, at, count):
        return end if entry.last or (not entry.place and (entry.name or not entry.word)) else None
    if alone or (opening.key in context.CAPITAL_INTERFIXES and opening.shape == "C"):
        return end if entry.last or not (entry.word or entry.place) else None
    return None


def _is_van_der(tokens: Sequence[Token], at: int, count: int) -> bool:
    """ "Van de" is as often a preposition with an article, "van der" is not."""
    return count > 1 and tokens[at].key in ("van", "v") and tokens[at + 1].key in ("der", "den", "d")


def _leftwards(tokens: Sequence[Token], at: int, floor: int) -> int:
    """Where the name of which a sure word is part begins: initials and first names before it, its interfixes."""
    first = at
    floor = max(floor, at - _MOST_PARTS)
    while first > floor and _precedes(tokens[first - 1], tokens[first]):
        first -= 1
    start = first
    while start > floor and tokens[start].gap == " " and tokens[start - 1].key in context.INTERFIXES:
        start -= 1
    if start == first:
        return first - 1 if first > floor and _is_initial_of(tokens[first - 1], tokens[first]) else first
    if start + 1 < first and tokens[start].key == tokens[start + 1].key == "van":
        start += 1
    titled = after(tokens, start, context.TITLES)
    return start if titled or _belongs(tokens, start, first) else first


def _is_initial_of(before: Token, token: Token) -> bool:
    return before.shape == "i" and not before.opens and token.gap in (" ", ". ", ".")


def _precedes(before: Token, token: Token) -> bool:
    """Whether a word is an earlier part of the same name: "Anne-Marie", "Dean Perck"."""
    if token.gap == "-":
        return before.shape in "CU"
    if token.gap == "_":
        return before.entry.name
    if token.gap != " " or token.shape != "C" or before.shape != "C" or before.listed:
        return False
    if before.entry.other:
        return before.entry.first and not token.entry.word
    return before.entry.first or (not before.opens and (before.entry.name or not before.entry.word))


def _belongs(tokens: Sequence[Token], start: int, first: int) -> bool:
    """Whether interfixes before a surname that stands alone are part of it, and not preposition and article."""
    opening, entry, count = tokens[start], tokens[first].entry, first - start
    if opening.key in context.LONE_INTERFIXES:
        return entry.name
    if opening.shape == "C" and opening.key in context.CAPITAL_INTERFIXES:
        return not opening.opens or count > 1 or (opening.key in ("de", "van") and not entry.first)
    if count > 1:
        return _is_van_der(tokens, start, count)
    return (opening.key == "de" or (opening.key == "van" and opening.opens)) and entry.last and not entry.first


def _rightwards(tokens: Sequence[Token], last: int, sure: Sequence[bool]) -> int:
    """Where a name that has begun ends: surnames, with interfixes and second surnames."""
    for _ in range(_MOST_PARTS):
        end = skip_interfixes(tokens, last + 1, _INSIDE)
        if end < len(tokens) and _continues(tokens, last, end, sure):
            last = end
        elif end > last + 1 and _is_surname_too(tokens[last + 1]):
            last += 1
        else:
            break
    return last


def _ends_there(tokens: Sequence[Token], end: int) -> bool:
    """Whether a word is the last of what is said of a name, by a mark, the end or a verb after it."""
    if end + 1 == len(tokens):
        return True
    following = tokens[end + 1]
    return following.gap[:1] not in (" ", "-", "_") or following.key in context.VERBS


def _is_surname_too(token: Token) -> bool:
    """Whether an interfix with a capital is the surname itself: "Châu Lê"."""
    return token.shape == "C" and token.gap == " " and token.key in _SURNAMES_TOO


def _continues(tokens: Sequence[Token], last: int, end: int, sure: Sequence[bool]) -> bool:
    """Whether the word at ``end``, with the interfixes before it, goes on with the name that ends at ``last``."""
    token, entry, following = tokens[end], tokens[end].entry, tokens[last + 1]
    interfixes = end - last - 1
    if following.key in context.PREPOSITIONS and interfixes and (interfixes < 2 or not entry.last):
        return False
    if token.gap not in _INSIDE or (token.gap == ". " and not (interfixes or tokens[last].shape == "i")):
        return False
    if following.start - tokens[last].end > len(following.gap):  # a genitive s stands between
        return False
    if token.shape == "i":
        return not interfixes and token.gap == " " and dotted(tokens, end)
    if token.shape == "0":
        return False
    if "\n" in [part.gap for part in tokens[last + 1 : end + 1]]:
        return token.shape == "C" and tokens[last].entry.first and entry.last and _ends_there(tokens, end)
    if token.gap == "_" and not interfixes:
        return entry.name
    if token.glued and not interfixes:
        return token.shape in "CU" or entry.name
    if compounded(tokens, end):
        return False
    if token.shape == "C":
        named = interfixes == 1 and tokens[last].entry.first and following.key == "van" and not entry.word
        named = named and token.key not in context.DEPARTMENTS  # "Dirk van Ooijen", where Ooijen is a place
        return entry.last or interfixes > 1 or not (entry.other or token.listed) or (named and not token.listed)
    if token.shape == tokens[last].shape == "l" and not interfixes and token.gap == " " and entry.last:
        first = tokens[last].entry
        if entry.word and first.first and not first.word and _ends_there(tokens, end):
            return True
    if entry.other or token.listed or (token.shape == "l" and tokens[last].shape == "C" and not interfixes):
        return False
    if interfixes:
        return entry.last or (entry.wide_last and not entry.word)
    return (entry.name and not entry.word) or sure[end]
