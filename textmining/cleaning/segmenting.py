"""An answer in parts that each say one thing: lines, list items and sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from textmining.cleaning.words import words

__all__ = ["Span", "segment"]

Span = tuple[int, int]
"""Start and end of a part, so that ``text[start:end]`` is the part."""

_WHOLE = 3
"""An answer of so few words is not divided, unless it is a list."""

_LONGEST = 1000
"""Characters; a longer stretch without a full stop is cut at white space, so that no part is out of all proportion."""

_BULLET = re.compile(r"(?:[•·▪◦‣●○■►→*–—-]+|\(?\d{1,2}[.)]|\(?[a-hA-H]\))(?=\s)\s*")
_INLINE = {
    "bullet": re.compile(r"(?:(?<=\s)|^)[•▪◦‣●○■►](?=\s)"),
    "dash": re.compile(r"(?:(?<=\s)|^)[-–—*](?=\s)"),
    "number": re.compile(r"(?:(?<=\s)|^)\(?(\d{1,2})[.)](?=\s)"),
}
_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s)|;(?=\s)")
_WORD = re.compile(r"[^\W\d_]{2,}")
_TAIL = re.compile(r"(\S+?)\.$")
_ABBREVIATIONS = words(
    """a.d.h.v a.u.b aug b.v bijv bijvb blz bv ca cq d.d d.m.v d.w.z dec dhr div dl dr drs e.a e.d e.e.a enz etc ev evt
    excl feb fig h i.c i.c.m i.d i.h.a i.h.b i.i.g i.o i.p.v i.t.t i.v.m incl ing ipv ir ivm jan jl jr k m.a.w m.b.t
    m.b.v m.i m.i.v m.m.v m.n m.u.v max mbt med mej mevr min mln mr mrd mvr mw n.a.v n.b n.v.t nl nov nr nrs o.a
    o.b.v o.i o.i.d o.l.v o.m o.v.v okt ong p p.p.p pag prof red resp sept st t.a.v t.b.v t.g.v t.h.v t.n.v t.o.v
    t.z.t tel vb vgl vh vnl vs w.o wo z.g z.o.z z.s.m zgn zg"""
)
"""Written with a full stop that ends no sentence. "etc." and "enz." may end one; then a capital follows."""

_MAY_END = words("etc enz e.d e.a o.i.d i.d")
# A part of only these says nothing by itself.
_SLIGHT = words(
    """aan als ben bij dan dat de die dit door dus een eens en er erg ga geen ha had heb heel helaas het hier hoor ik in
    is ja jammer je kan klopt ma maar me mee men met mij mijn na naar nee neen niet nog nou nu of ok oke oké om ook
    op over precies prima punt te toch top tot tsja uit van voor waar want was wat we wel wij yes ze zeker zie zij
    zijn zo zoals bijv bijvoorbeeld namelijk kortom verder daarnaast bovendien tevens ten eerste tweede derde"""
)


def segment(text: str) -> list[Span]:
    """The parts of a repaired answer, in order; together they hold every word of it.

    Lines and list items always stand apart; sentences do where each says something by itself. Bullets, numbers of items
    and the white space between parts belong to no part. A part holds at least one letter or digit, unless the
    whole text has none: then the text is the one part.
    """
    parts = [part for line in _lines(text) for item in _items(text, *line) for part in _sentences(text, *item)]
    parts = [cut for part in parts for cut in _cut(text, *part)]
    told = [part for part in (_trim(text, *part) for part in parts) if any(c.isalnum() for c in text[slice(*part)])]
    return told or [_trim(text, 0, len(text))]


def _lines(text: str) -> Iterator[Span]:
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def _items(text: str, start: int, end: int) -> list[Span]:
    """A line at its inline bullets ("- tijd - geld", "1. tijd 2. geld"), or whole."""
    line = text[start:end]
    for kind, mark in _INLINE.items():
        found = list(mark.finditer(line))
        opens = bool(found) and not line[: found[0].start()].strip()
        if kind == "number":
            wanted = len(found) > 1 and [int(m[1]) for m in found] == list(range(1, len(found) + 1))
        else:
            wanted = len(found) > 1 and (opens or kind == "bullet")
        if wanted:
            cuts = sorted({0, *(m.start() for m in found), len(line)})
            return [(start + a, start + b) for a, b in pairwise(cuts)]
    return [(start, end)]


def _sentences(text: str, start: int, end: int) -> list[Span]:
    """The sentences of a line; one that says nothing by itself goes with the one before it, or else after it."""
    start, end = _trim(text, start, end)
    if len(text[start:end].split()) <= _WHOLE:
        return [(start, end)]
    cuts = [start, *(m.end() for m in _END.finditer(text, start, end) if _ends(text, m, start, end)), end]
    pieces = [(a, b) for a, b in pairwise(cuts) if text[a:b].strip()]
    merged: list[Span] = []
    for piece in pieces:
        slight = not _says_something(text[slice(*piece)])
        if merged and (slight or not _says_something(text[slice(*merged[-1])])):
            merged[-1] = (merged[-1][0], piece[1])
        else:
            merged.append(piece)
    return merged


def _ends(text: str, mark: re.Match[str], start: int, end: int) -> bool:
    """Whether a full stop ends a sentence, or only an abbreviation."""
    if mark[0] != ".":
        return True
    word = _TAIL.search(text[max(start, mark.end() - 24) : mark.end()])
    if word is None:
        return False
    before = word[1].lower().lstrip("('\"‘“")
    rest = text[mark.end() : end].lstrip()
    if before in _MAY_END:
        return rest[:1].isupper()
    if before in _ABBREVIATIONS or re.fullmatch(r"[^\W\d_](?:\.[^\W\d_])*", before):
        return False
    return not (before.isdigit() and rest[:1].islower())


def _says_something(part: str) -> bool:
    return any(word.lower() not in _SLIGHT and (len(word) > 2 or word.isupper()) for word in _WORD.findall(part))


def _cut(text: str, start: int, end: int) -> Iterator[Span]:
    while end - start > _LONGEST:
        space = text.rfind(" ", start + 1, start + _LONGEST)
        stop = space if space > start else start + _LONGEST
        yield start, stop
        start = stop
    yield start, end


def _trim(text: str, start: int, end: int) -> Span:
    """Without bullets before it and white space or a semicolon around it."""
    while end > start and (text[end - 1].isspace() or text[end - 1] == ";"):
        end -= 1
    while True:
        while start < end and text[start].isspace():
            start += 1
        mark = _BULLET.match(text, start, end)
        if mark is None or mark.end() >= end:
            return start, end
        start = mark.end()
