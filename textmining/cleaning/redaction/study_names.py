"""Names that a study brings itself: of institutions, teams, locations and persons, and names that must stay.

One name on a line. ``#`` begins a comment. A line may say what it names: ``Jan Linders = vrij``.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from textmining.cleaning.redaction.mentions import Mention
from textmining.cleaning.words import words
from textmining.errors import Problem, StudyError
from textmining.study import nearest

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FREE", "NameMatcher", "StudyName", "StudyNames", "read_names"]

FREE = "vrij"
"""The kind of a name that is never redacted: a product, an author, a company."""

_KINDS = ("school", "team", "locatie", "persoon", FREE)
_LABEL_KINDS = {"cluster": "school", "team": "team"}

_COMMENT = re.compile(r"(?:^|\s)#.*")
_TOKEN = re.compile(r"[^\W_]+")
_GAP = re.compile(r"[\s\-–—/.,&+@'’‘\"“”()]{0,3}")
_CLOSE = re.compile(r"[ \-–'’‘\"“”]{0,2}")
_LONGEST_NAME = 200

_TYPES = {
    "school": words(
        """roc aoc mbo vakschool vakcollege college colleges school scholen lyceum academie academy instituut
        scholengroep scholengemeenschap beroepscollege opleidingscentrum onderwijsgroep stichting"""
    ),
    "team": words("team teams onderwijsteam afdeling opleiding opleidingen opleidingsteam cluster unit"),
    "locatie": words("locatie hoofdlocatie vestiging nevenvestiging gebouw campus dependance"),
}
_SCHOOL = re.compile(r".*(?:school|college|lyceum|academie)")
_STREET = re.compile(r".+(?:straat|laan|plein|weg|kade|gracht|singel|park|dreef)")
_ARTICLES = words("de het t een")


class StudyName(NamedTuple):
    """A name, one of "school", "team", "locatie", "persoon" and "vrij", and where it comes from.

    ``label``: from a value label. ``reported``: a person who knew where it stands said so, so that also an ordinary
    word is one, with or without a capital.
    """

    text: str
    kind: str
    label: bool = False
    reported: bool = False


@dataclass(frozen=True)
class StudyNames:
    """The names of a study, each once, in no order that matters."""

    names: tuple[StudyName, ...] = ()

    @property
    def id(self) -> str:
        """Text that changes whenever the names do; it tells nothing about them."""
        text = "\n".join(f"{name.text}\t{name.kind}\t{name.label}\t{name.reported}" for name in sorted(self.names))
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def with_labels(self, labels: pd.DataFrame) -> StudyNames:
        """These names and those of the institutions and teams in the ``labels`` table.

        Parameters
        ----------
        labels : DataFrame, one row per value of a group or closed question
            The columns of the ``labels`` table; rows of which ``kind`` is "cluster" or "team" count. A label without a
            letter, or of one letter, names nothing.
        """
        known = {_folded(name.text) for name in self.names}
        found = [
            StudyName(text.strip(), _LABEL_KINDS[kind], label=True)
            for kind, text in zip(labels["kind"], labels["label"], strict=True)
            if kind in _LABEL_KINDS and sum(map(str.isalpha, text)) > 1 and _folded(text) not in known
        ]
        return StudyNames((*self.names, *sorted(set(found))))

    def with_persons(self, texts: Iterable[str]) -> StudyNames:
        """These names and texts of persons that were missed, as coders report them; one that names nothing is left, and
        one that is free stays so."""
        known = {_folded(name.text) for name in self.names if name.kind == FREE}
        found = {StudyName(text.strip(), "persoon", reported=True) for text in texts if any(map(str.isalnum, text))}
        return StudyNames((*self.names, *sorted(name for name in found if _folded(name.text) not in known)))


def read_names(path: Path) -> StudyNames:
    """Read a file of names.

    Without a kind, a name that begins with "team", "afdeling" or "opleiding" is of a team; one that begins with
    "locatie", "vestiging", "gebouw" or "campus", or ends as streets do, of a location; any other of a school.

    Raises
    ------
    StudyError
        If the file cannot be read or a line cannot be understood; all such lines are named.
    """
    try:
        lines = path.read_bytes().decode("utf-8-sig").splitlines()
    except OSError as error:
        raise StudyError(
            Problem(str(path), f"cannot be read ({error.strerror}).", "Check names in [privacy], or take it out.")
        ) from error
    except UnicodeDecodeError as error:
        place = error.object[: error.start].count(b"\n") + 1
        raise StudyError(
            Problem(f"{path}: line {place}", "is not UTF-8.", "Save the file as UTF-8 text, one name on a line.")
        ) from error
    names: dict[tuple[str, ...], tuple[StudyName, int]] = {}
    problems: list[Problem] = []
    for number, line in enumerate(lines, start=1):
        found = _read_line(_COMMENT.sub("", line).strip(), f"{path}: line {number}")
        if isinstance(found, Problem):
            problems.append(found)
        elif found:
            first, place = names.setdefault(_folded(found.text), (found, number))
            if first.kind != found.kind:
                what = f"names a {found.kind}, and line {place} says that it is a {first.kind}."
                problems.append(Problem(f"{path}: line {number}", what, "Keep one of the two."))
    if problems:
        raise StudyError(problems)
    return StudyNames(tuple(name for name, _ in names.values()))


def _read_line(line: str, where: str) -> StudyName | Problem | None:
    """The name in a line. A problem never quotes it, since logs keep problems."""
    if not line:
        return None
    text, sign, kind = (part.strip() for part in line.partition("="))
    if sign and kind.casefold() not in _KINDS:
        remedy = nearest(kind, _KINDS, kind="Kinds") or f"Kinds are {', '.join(_KINDS)}."
        return Problem(where, "what stands after '=' is not a kind of name.", remedy)
    if not _TOKEN.search(text):
        return Problem(where, "holds no name.", "Write a name, or take the line out.")
    if len(text) > _LONGEST_NAME:
        return Problem(where, f"holds a name of {len(text)} characters.", "Write one name on a line.")
    return StudyName(text, kind.casefold() if sign else _guess(text))


def _guess(text: str) -> str:
    tokens = _folded(text)
    for kind in ("team", "locatie"):
        if tokens[0] in _TYPES[kind]:
            return kind
    return "locatie" if _STREET.fullmatch(tokens[-1]) else "school"


def _fold(text: str) -> str:
    """A word without case and diacritics."""
    if text.isascii():
        return text.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def _folded(text: str) -> tuple[str, ...]:
    """The words of a name. A name without a word is one word itself."""
    return tuple(_fold(token) for token in _TOKEN.findall(text)) or (text,)


# --- matching -------------------------------------------------------------------------------------------------------


class _Form(NamedTuple):
    """A way to write a name.

    ``bare``: it is one ordinary or very short word, which needs a capital at least; ``strict``: not even that is
    enough; ``article``: what it begins with in full, "" for nothing; ``typed``: the words for what it is belong to it.
    """

    kind: str
    bare: bool
    strict: bool
    article: str
    typed: bool


class _Token(NamedTuple):
    start: int
    end: int
    word: str


class NameMatcher:
    """Finds names in texts; a text costs the same whatever the number of names.

    Case, diacritics, blanks and dashes do not matter; a name is also found without the word for what it is ("ROC
    Zilverkust" as "Zilverkust", "het zilverkust college", "zilverkustcollege") and with a genitive s. A name that is
    one ordinary word ("De Kade") needs its article, the word for what it is or a capital. A value label of a team that
    is made of ordinary words ("Zorg en Welzijn") needs the word "team" or the like.
    """

    def __init__(self, names: StudyNames) -> None:
        self._forms: dict[tuple[str, ...], _Form] = {}
        # what is free wins from what is not, what was reported (so it was missed) from a name that asks for more, and
        # a name in full from a part of another
        ordered = sorted(
            names.names, key=lambda name: (name.kind != FREE, not name.reported, _KINDS.index(name.kind), name)
        )
        for part in (False, True):
            for name in ordered:
                for said, form in _forms(name, part=part):
                    self._forms.setdefault(said, form)
        lengths: dict[str, set[int]] = {}
        for said in self._forms:
            lengths.setdefault(said[0], set()).add(len(said))
        self._lengths = {word: sorted(found, reverse=True) for word, found in lengths.items()}

    def find(self, text: str) -> tuple[list[Mention], list[tuple[int, int]]]:
        """The mentions in a text, and the stretches that hold free names; none of them overlap."""
        found: list[Mention] = []
        free: list[tuple[int, int]] = []
        if not self._forms:
            return found, free
        tokens = [_Token(*match.span(), _fold(match.group())) for match in _TOKEN.finditer(text)]
        shouted = text.isupper()
        at, done = 0, 0
        while at < len(tokens):
            match = self._longest(text, tokens, at, shouted=shouted)
            if match is None:
                at += 1
                continue
            first, last, kind = match
            start, end = max(done, tokens[first].start), tokens[last].end
            if kind == FREE:
                free.append((start, end))
            else:
                found.append(Mention(start, end, kind))
            at, done = last + 1, end
        return found, free

    def _longest(self, text: str, tokens: list[_Token], at: int, *, shouted: bool) -> tuple[int, int, str] | None:
        """First and last token, and kind, of the longest name whose first word is at a place."""
        for length in self._lengths_at(tokens[at].word):
            last = at + length - 1
            if last >= len(tokens) or not all(_joined(text, tokens, k) for k in range(at, last)):
                continue
            said = tuple(token.word for token in tokens[at : last + 1])
            form = self._forms.get(said) or self._forms.get((*said[:-1], said[-1].removesuffix("s")))
            span = _extent(text, tokens, at, last, form, shouted=shouted) if form else None
            if form and span:
                return *span, form.kind
        return None

    def _lengths_at(self, word: str) -> list[int]:
        found = self._lengths.get(word, [])
        without_s = word.removesuffix("s")
        return found if without_s == word or 1 not in self._lengths.get(without_s, []) else [*found, 1]


def _joined(text: str, tokens: list[_Token], at: int, gap: re.Pattern[str] = _GAP) -> bool:
    """Whether a word and the next stand beside each other."""
    return gap.fullmatch(text, tokens[at].end, tokens[at + 1].start) is not None


def _extent(
    text: str, tokens: list[_Token], first: int, last: int, form: _Form, *, shouted: bool
) -> tuple[int, int] | None:
    """A name with its article and the words for what it is, or None where it says too little by itself."""
    types = _TYPES.get(form.kind, frozenset())
    start, end = first, last
    article = start > 0 and tokens[start - 1].word == form.article and _joined(text, tokens, start - 1, _CLOSE)
    start -= article
    before = start > 0 and tokens[start - 1].word in types and _joined(text, tokens, start - 1, _CLOSE)
    after = end + 1 < len(tokens) and tokens[end + 1].word in types and _joined(text, tokens, end, _CLOSE)
    capital = text[tokens[first].start].isupper() and not shouted
    enough = before or after or (not form.strict and (article or capital or not form.bare))
    if not enough:
        return None
    return (start - before, end + after) if form.typed else (start, end)


def _forms(name: StudyName, *, part: bool) -> Iterator[tuple[tuple[str, ...], _Form]]:
    """The ways to write a name: in full, or (``part``) without what it is and its article."""
    tokens = _folded(name.text)
    core, article = _core(tokens, name.kind)
    own = core if part else tokens
    if part and core == tokens:
        return
    # the dictionary is large, and most names need none: it is asked last
    bare = not name.reported and len(own) == 1 and (len(own[0]) < 4 or all(map(_ordinary, core)))
    strict = name.label and name.kind == "team" and own == core and all(map(_ordinary, core))
    typed = name.kind == "school" or any(_is_type(token, name.kind) for token in tokens)
    yield own, _Form(name.kind, bare, strict, article if part else "", typed)
    solid = "".join(own)
    written_solid = _Form(name.kind, bare=False, strict=False, article="", typed=typed)
    if len(own) > 1 and len(solid) > 5 and not strict:
        yield (solid,), written_solid
    if part and name.kind == "school" and len(solid) > 3:
        for kind in ("college", "school", "roc", "academie", "lyceum"):
            yield (solid + kind,), written_solid


def _is_type(token: str, kind: str) -> bool:
    """Whether a word says what a name is of."""
    return token in _TYPES.get(kind, frozenset()) or (kind == "school" and bool(_SCHOOL.fullmatch(token)))


def _core(tokens: tuple[str, ...], kind: str) -> tuple[tuple[str, ...], str]:
    """A name without the words for what it is, and the article that it begins with, if any."""
    places = [k for k, token in enumerate(tokens) if _is_type(token, kind)]
    inner = [k for k in places if k < len(tokens) - 1]
    rest = tokens[inner[-1] + 1 :] if inner else tokens
    if len(rest) > 1 and _is_type(rest[-1], kind):
        rest = rest[:-1]
    article = rest[0] if len(rest) > 1 and rest[0] in _ARTICLES else ""
    rest = rest[1:] if article else rest
    # what is left must say something: not "3", not "en", not another word for what it is
    says = any(len(token) > 2 and not token.isdigit() and not _is_type(token, kind) for token in rest)
    return (rest, article) if says else (tokens, "")


@cache
def _ordinary(word: str) -> bool:
    """Whether a word is in the Dutch dictionary, a number, or so short that it may be anything."""
    from simplemma import is_known

    return len(word) < 3 or word.isdigit() or bool(is_known(word, lang="nl"))
