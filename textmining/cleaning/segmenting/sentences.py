"""The lines, list items and sentences of an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from textmining.cleaning.words import words

__all__ = ["SLIGHT", "Span", "sentences", "trimmed"]

Span = tuple[int, int]
"""Start and end of a part, so that ``text[start:end]`` is the part."""

_WHOLE = 3
"""An answer of so few words is not divided, unless it is a list."""

_WRAPPED = 60
"""Characters; a line this long that ends in a letter may have been broken off by a form."""

_BULLET = re.compile(r"(?:[•·▪◦‣●○■►→*–—-]+|\(?\d{1,2}[.)]|\(?[a-hA-H]\))(?=\s)\s*")
_INLINE = {
    "bullet": re.compile(r"(?:(?<=\s)|^)[•▪◦‣●○■►](?=\s)"),
    "dash": re.compile(r"(?:(?<=\s)|^)[-–—*](?=\s)"),
    "number": re.compile(r"(?:(?<=\s)|^)\(?(\d{1,2})[.)](?=\s)"),
}
_END = re.compile(
    r"[.!?…]++[\"'”’)\]]*(?=\s)|;(?=\s)"
    r"|(?<=[a-zà-ÿ]{3})[.!?](?=[A-Z][a-zà-ÿ']*+[ ,])"  # "geen tijd.De wifi is traag"
)
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
SLIGHT = words(
    """aan als ben bij dan dat de die dit door dus een eens en er erg ga geen ha had heb heel helaas het hier hoor ik in
    is ja jammer je kan klopt ma maar me mee men met mij mijn na naar nee neen niet nog nou nu of ok oke oké om ook
    op over precies prima punt te toch top tot tsja uit van voor waar want was wat we wel wij yes ze zeker zie zij
    zijn zo zoals bijv bijvoorbeeld namelijk kortom verder daarnaast bovendien tevens ten eerste tweede derde"""
)


def sentences(text: str) -> Iterator[Span]:
    """The sentences of each line and list item, in order; a short line is whole, whatever its full stops."""
    for line in _lines(text):
        for item in _items(text, *line):
            yield from _sentences(text, *item)


def _lines(text: str) -> Iterator[Span]:
    """The lines, where a line that a form or an e-mail program broke off in mid-sentence goes on in the next."""
    start = line = 0
    for found in re.finditer("\n", text):
        end = found.start()
        broken = end - line >= _WRAPPED and text[end - 1].isalpha() and text[end + 1 : end + 2].islower()
        line = end + 1
        if not broken:
            yield start, end
            start = line
    yield start, len(text)


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
    start, end = trimmed(text, start, end)
    if len(text[start:end].split()) <= _WHOLE:
        return [(start, end)]
    cuts = [start, *(m.end() for m in _END.finditer(text, start, end) if _ends(text, m, start, end)), end]
    pieces = [(a, b) for a, b in pairwise(cuts) if text[a:b].strip()]
    merged: list[Span] = []
    said = True  # whether the last of them says something
    for piece in pieces:
        says = _says_something(text[slice(*piece)])
        if merged and not (says and said):
            merged[-1] = (merged[-1][0], piece[1])
            said = said or says
        else:
            merged.append(piece)
            said = says
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
    return any(word.lower() not in SLIGHT and (len(word) > 2 or word.isupper()) for word in _WORD.findall(part))


def trimmed(text: str, start: int, end: int) -> Span:
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
