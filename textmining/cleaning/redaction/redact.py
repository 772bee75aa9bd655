"""Redaction: what is personal in an answer gives way to a word between brackets that says what stood there."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from textmining.cleaning.redaction.mentions import PLACEHOLDER, Mention
from textmining.cleaning.redaction.numbers import accounts, citizen_numbers, phones, registrations
from textmining.cleaning.redaction.patterns import births, emails, plates, postcodes, urls
from textmining.cleaning.redaction.study_names import NameMatcher, StudyNames
from textmining.cleaning.words import words

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from textmining.cleaning.language import LanguagePipeline

__all__ = ["Redacted", "Redactor", "load_redactor"]

_Recogniser = Callable[[str], list[Mention]]
_PATTERNS: tuple[_Recogniser, ...] = (emails, urls)
_WITH_DIGITS: tuple[_Recogniser, ...] = (accounts, phones, registrations, citizen_numbers, births, postcodes, plates)
_DIGIT = re.compile(r"[0-9]")
_FIRST = (
    *("e-mail", "url", "iban", "nummer", "bsn", "telefoon", "geboortedatum", "postcode", "kenteken"),
    *("school", "team", "locatie", "persoon"),
)
"""Which kind goes first where two cover the same stretch."""

_MOST_ROUNDS = 8
_MOST_RECENT = 100
"""Persons of one text that a name is held against."""

_FOR_ENTITIES = ("tok2vec", "transformer", "ner")
_WORD = re.compile(r"\w+")
_INTERFIXES = words("van de der den ten ter te het t in op aan el al la le du von und bin ben y dos da di")
_MARKS = re.compile(r"\W+")


class PersonFinder(Protocol):
    """What finds the names of persons in a text."""

    @property
    def id(self) -> str:
        """Text that changes when what is found may."""
        ...

    def find(self, text: str, doc: Doc | None = None) -> list[Mention]:
        """The stretches of a text that name a person; ``doc`` is its parse by a pipeline that recognises entities."""
        ...


@dataclass(frozen=True)
class Redacted:
    """A text in which nothing personal is left.

    Attributes
    ----------
    text : str
        The redacted text.
    found : tuple of (kind, count)
        How many mentions of each kind ``text`` leaves out, by kind; also those that the input had left out itself.
    mentions : tuple of Mention
        Where they stood in the input. Private, as the input is: with the two, what was redacted is known.
    """

    text: str
    found: tuple[tuple[str, int], ...]
    mentions: tuple[Mention, ...] = field(repr=False)

    @property
    def summary(self) -> str | None:
        """What was found, as the ledger has it: "e-mail:1;persoon:2", or None."""
        return ";".join(f"{kind}:{count}" for kind, count in self.found) or None


@dataclass(frozen=True)
class Redactor:
    """Redacts texts, each by itself.

    Attributes
    ----------
    names : StudyNames
        What the study names itself.
    persons : PersonFinder or None
        What finds the names of persons, beside those that the study names.
    nlp : Language or None
        A spaCy pipeline that recognises entities, of which the persons count as well.
    id : str
        Text that changes whenever results may.
    """

    names: StudyNames = field(repr=False)
    persons: PersonFinder | None = field(repr=False)
    nlp: Language | None = field(repr=False)
    id: str
    _matcher: NameMatcher = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_matcher", NameMatcher(self.names))

    def redact(self, texts: Sequence[str]) -> list[Redacted]:
        """Redact texts.

        Parameters
        ----------
        texts : sequence of str
            Repaired answers.

        Returns
        -------
        list of Redacted
            In the order of ``texts``.

        Notes
        -----
        A redacted text is looked at again until nothing more is found in it, since what stands beside a name may show
        only then; so redacting twice changes nothing.
        """
        distinct = sorted(set(texts))
        found: dict[str, list[Mention]] = {text: [] for text in distinct}
        shown = {text: _Shown(text, []) for text in distinct}
        unsettled = distinct
        for _ in range(_MOST_ROUNDS):
            docs = self._parse([shown[text].text for text in unsettled])
            new = {text: self._find(shown[text].text, doc) for text, doc in zip(unsettled, docs, strict=True)}
            unsettled = [text for text in unsettled if new[text]]
            for text in unsettled:
                found[text] = sorted([*found[text], *map(shown[text].back, new[text])])
                shown[text] = _Shown(text, found[text])
        return [_result(shown[text].text, found[text]) for text in texts]

    def _parse(self, texts: Sequence[str]) -> Iterable[Doc | None]:
        if self.nlp is None:
            return [None] * len(texts)
        return self.nlp.pipe(texts, disable=[name for name in self.nlp.pipe_names if name not in _FOR_ENTITIES])

    def _find(self, text: str, doc: Doc | None) -> list[Mention]:
        """What is personal in a text, in order and without overlap; never in a placeholder or a free name."""
        named, free = self._matcher.find(text)
        recognisers = _PATTERNS + _WITH_DIGITS if _DIGIT.search(text) else _PATTERNS
        found = [*named, *(mention for recogniser in recognisers for mention in recogniser(text))]
        if self.persons is not None:
            places = [mention for mention in named if mention.kind != "persoon"]
            found += _beside(text, self.persons.find(text, doc), places)
        placeholders = [match.span() for match in PLACEHOLDER.finditer(text)]
        settled = _settle(text, _without(found, free), placeholders)
        repeated = _without(_repeats(text, settled), free)
        return _settle(text, [*settled, *repeated], placeholders) if repeated else settled


def load_redactor(names: StudyNames, language: LanguagePipeline, models: Path) -> Redactor:
    """The redactor of a study.

    Parameters
    ----------
    names : StudyNames
        What the study names itself.
    language : LanguagePipeline
        Where it recognises entities, its persons count as well.
    models : Path
        The models folder.

    Raises
    ------
    ModelError
        If the language pipeline or the lists of names cannot be loaded.
    """
    from textmining.cleaning.redaction.persons import load_persons

    # the embedded pipeline recognises no entities, and takes a while to load
    nlp = language.nlp if language.folder and "ner" in language.nlp.pipe_names else None
    persons = load_persons(models, nlp)
    versions = "-".join(f"{package} {metadata.version(package)}" for package in ("python-stdnum", "simplemma"))
    parts = (names.id, persons.id, language.id, versions)
    return Redactor(names, persons, nlp, hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16])


# --- which mentions count -------------------------------------------------------------------------------------------


def _without(mentions: Iterable[Mention], free: Sequence[tuple[int, int]]) -> list[Mention]:
    """Mentions that are not (part of) a free name. A longer name that holds a free one is another name."""
    return [m for m in mentions if not any(start <= m.start and m.end <= end for start, end in free)]


def _beside(text: str, persons: Sequence[Mention], places: Sequence[Mention]) -> list[Mention]:
    """Persons without what the study names in them: of "Kuipers van Noordersluis", a school, "Kuipers" is left."""
    if not places:
        return list(persons)
    cover = bytearray(len(text))
    for place in places:
        cover[place.start : place.end] = b"\x01" * (place.end - place.start)
    found = []
    for person in persons:
        for start, end in _gaps(cover, person.start, person.end):
            if (start, end) == person[:2]:
                found.append(person)
            elif said := [w for w in _WORD.finditer(text, start, end) if w.group().casefold() not in _INTERFIXES]:
                found.append(Mention(start if start == person.start else said[0].start(), said[-1].end(), "persoon"))
    return found


def _settle(text: str, mentions: Iterable[Mention], taken: Sequence[tuple[int, int]]) -> list[Mention]:
    """Mentions without overlap, in order.

    The longest goes first, then by kind, then the leftmost. Of one that sticks out of another the rest stays, so that
    whatever a recogniser found is gone; what is taken already (by a placeholder) is left alone.
    """
    cover = bytearray(len(text))
    for start, end in taken:
        cover[start:end] = b"\x01" * (end - start)
    kept = []
    for mention in sorted(set(mentions), key=lambda m: (m.start - m.end, _FIRST.index(m.kind), m.start)):
        for start, end in _gaps(cover, mention.start, mention.end):
            piece = text[start:end]
            bare = piece.strip()
            if any(map(str.isalnum, bare)):
                start += len(piece) - len(piece.lstrip())  # noqa: PLW2901
                kept.append(Mention(start, start + len(bare), mention.kind))
        cover[mention.start : mention.end] = b"\x01" * (mention.end - mention.start)
    return sorted(kept)


def _gaps(cover: bytearray, start: int, end: int) -> Iterable[tuple[int, int]]:
    """The stretches between two places that nothing covers."""
    while start < end:
        start = cover.find(0, start, end)
        if start < 0:
            return
        stop = cover.find(1, start, end)
        stop = end if stop < 0 else stop
        yield start, stop
        start = stop


def _repeats(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Where else a text says, letter for letter, what was found in it, or a capitalised part of a person's name.

    Only what has four letters or digits; "Wil" may be a name in one place and a verb in another.
    """
    wanted: dict[str, dict[str, str]] = {}
    for mention in mentions:
        said = text[mention.start : mention.end]
        parts = _WORD.findall(said) if mention.kind == "persoon" else []
        for part in (said, *(p for p in parts if p[0].isupper() and p.casefold() not in _INTERFIXES)):
            first = _WORD.search(part)
            if first and sum(map(str.isalnum, part)) > 3:
                wanted.setdefault(first.group(), {}).setdefault(part[first.start() :], mention.kind)
    found = []
    ends = iter((*(mention.end for mention in mentions), len(text)))
    at = 0
    for start in (*(mention.start for mention in mentions), len(text)):
        for word in _WORD.finditer(text, at, start):
            for said, kind in wanted.get(word.group(), {}).items():
                end = word.start() + len(said)
                if text.startswith(said, word.start()) and not text[end : end + 1].isalnum():
                    found.append(Mention(word.start(), end, kind))
        at = next(ends)
    return found


# --- what stands in their place -------------------------------------------------------------------------------------


class _Shown:
    """A text with placeholders for its mentions, and the way back to places in the text itself."""

    def __init__(self, text: str, mentions: Sequence[Mention]) -> None:
        labels = _labels(text, mentions)
        pieces: list[str] = []
        self._shifts: list[tuple[int, int]] = [(0, 0)]
        at = length = 0
        for mention, label in zip(mentions, labels, strict=True):
            pieces += (text[at : mention.start], label)
            length += mention.start - at + len(label)
            at = mention.end
            self._shifts.append((length, at - length))
        self.text = "".join((*pieces, text[at:]))

    def back(self, mention: Mention) -> Mention:
        """A mention in the shown text, which holds no placeholder, as one in the text itself."""
        from bisect import bisect_right

        shift = self._shifts[bisect_right(self._shifts, mention.start, key=lambda known: known[0]) - 1][1]
        return Mention(mention.start + shift, mention.end + shift, mention.kind)


def _labels(text: str, mentions: Sequence[Mention]) -> list[str]:
    """The placeholder of each mention: persons numbered in order of appearance where the text names several."""
    people = _people([text[m.start : m.end] for m in mentions if m.kind == "persoon"])
    used = {match.group() for match in PLACEHOLDER.finditer(text) if match.group().startswith("[persoon")}
    taken = {int(label[9:-1]) if " " in label else 1 for label in used}
    free = (number for number in range(1, len(people) + len(taken) + 2) if number not in taken)
    numbers: dict[int, int] = {}
    for person in people:
        if person not in numbers:
            numbers[person] = next(free)
    alone = len(numbers) == 1 and not taken
    whose = iter(people)
    labels = []
    for mention in mentions:
        number = f" {numbers[next(whose)]}" if mention.kind == "persoon" else ""
        labels.append(f"[{mention.kind}{'' if alone else number}]")
    return labels


def _people(names: Sequence[str]) -> list[int]:
    """Which person each name is of: two names are of one person where the words of one are among the other's.

    An initial goes for a word that begins with it; interfixes do not count. A name that fits several persons is of the
    one who was named last.
    """
    persons: list[tuple[str, ...]] = []
    recent: list[int] = []
    result = []
    for name in names:
        parts = _parts(name)
        person = next((p for p in recent if _same(parts, persons[p])), None)
        if person is None:
            person = len(persons)
            persons.append(parts)
        elif sum(map(len, parts)) > sum(map(len, persons[person])):
            persons[person] = parts
        recent = [person, *(p for p in recent if p != person)][:_MOST_RECENT]
        result.append(person)
    return result


def _parts(name: str) -> tuple[str, ...]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    parts = tuple(part for part in _MARKS.split(plain) if part)
    return tuple(part for part in parts if part not in _INTERFIXES) or parts or (name,)


def _same(one: Sequence[str], other: Sequence[str]) -> bool:
    short, long = sorted((one, other), key=len)
    if len(short) == 1 and len(short[0]) == 1:
        return short == long
    rest = list(long)
    for part in short:
        fit = next((r for r in rest if r == part or (r[0] == part[0] and 1 in (len(r), len(part)))), None)
        if fit is None:
            return False
        rest.remove(fit)
    return True


def _result(shown: str, mentions: Sequence[Mention]) -> Redacted:
    counts = Counter(match.group()[1:-1].split(" ")[0] for match in PLACEHOLDER.finditer(shown))
    return Redacted(shown, tuple(sorted(counts.items())), tuple(mentions))
