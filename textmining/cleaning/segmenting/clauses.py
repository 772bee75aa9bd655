"""The clauses of a sentence that each say something by themselves, by the tags of its words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from textmining.cleaning.words import words

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["Word", "clause_starts", "words_of"]

_FEWEST_WORDS = 3
_LONGEST_SUBJECT = 8
_LEADS = words("bovendien daarnaast ook tevens verder")
"""Begin an addition that stands by itself."""

_JOINING = _LEADS | {"en", "maar"}
_DETERMINERS = ("het", "dat", "dit", "die", "je")
"""May be a subject, or open one."""

_SUBORDINATORS = words(
    "als omdat doordat zodat hoewel wanneer terwijl indien zodra dat of mits tenzij totdat voordat nadat"
)
_SUBJECTS = words("ik we wij hij ze zij je jij jullie u men er het dat dit iedereen niemand alles niets")
_LIGHT = words(
    """zijn hebben worden zullen kunnen mogen moeten willen gaan laten doen komen blijven krijgen vinden zien zitten
    staan"""
)
_NEGATIONS = words("niet nooit")
_CONTENT = ("N|", "ADJ|", "TW|", "VNW|onbep", "SPEC|", "WW|")
_IN_SUBJECT = ("LID|", "N|", "ADJ|", "TW|", "VNW|bez", "VNW|aanw|det", "VNW|onbep|det", "VNW|onbep|grad", "SPEC|")
_HEAD = ("N|", "SPEC|")


class Word(NamedTuple):
    """A token of a text: its first character's place, lower-case form, CGN tag and lemma."""

    start: int
    lower: str
    tag: str
    lemma: str


def words_of(doc: Doc) -> list[Word]:
    """The tokens of a tagged text, without white space."""
    return [Word(t.idx, t.lower_, t.tag_, t.lemma_) for t in doc if not t.is_space]


def clause_starts(sentence: Sequence[Word]) -> list[int]:
    """The numbers of the words that open a clause of its own, the first left out.

    A clause is parted from the one before it where both say something: at "en" or "maar" before a subject and its
    finite verb, at "ook", "verder" and the like before a finite verb, and between the noun phrases of a list where
    every one has three words or more.
    """
    found: list[int] = []
    start = depth = 0
    for at, word in enumerate(sentence):
        depth += (word.lower == "(") - (word.lower == ")")
        if depth > 0 or at - start < _FEWEST_WORDS:
            continue
        opens = _opening(sentence, start, at)
        if opens is None or not any(w.tag.startswith("WW|pv") for w in sentence[start:at]):
            continue
        if _stands(sentence[start:at]) and _stands(sentence[opens : _end(sentence, at)]):
            found.append(at)
            start = at
    return found or _items(sentence)


def _opening(sentence: Sequence[Word], start: int, at: int) -> int | None:
    """Where the clause proper begins, if a word opens one after what stands from ``start`` on."""
    word, before = sentence[at], sentence[at - 1]
    if word.lower in ("en", "maar"):
        opens = at + 1
        if opens < len(sentence) and sentence[opens].lower in _LEADS:
            opens += 1
            return opens if _is_finite(sentence, opens) else None
        verb = _verb_behind_subject(sentence, opens)
        if verb is None or _leans(sentence, start, at, verb):
            return None
        return opens
    if word.lower in _LEADS and before.lower in (",", "-"):
        return at + 1 if _is_finite(sentence, at + 1) else None
    return None


def _verb_behind_subject(sentence: Sequence[Word], at: int) -> int | None:
    """The finite verb right behind a subject that stands here, as in a main clause."""
    if at >= len(sentence):
        return None
    if sentence[at].lower in _SUBJECTS:
        if _is_finite(sentence, at + 1):
            return at + 1
        if sentence[at].lower not in _DETERMINERS:
            return None
    head = False
    for number in range(at, min(len(sentence), at + _LONGEST_SUBJECT)):
        tag = sentence[number].tag
        if head and (tag.startswith("WW|pv") or (tag.startswith("WW|inf") and sentence[number - 1].lower != "te")):
            return number
        if tag.startswith(_HEAD):
            head = True
        elif tag.startswith("VZ|init") and head:
            head = False  # "de laptops van school"
        elif not tag.startswith(_IN_SUBJECT) and sentence[number].lower not in _DETERMINERS:
            return None
    return None


def _leans(sentence: Sequence[Word], start: int, at: int, verb: int) -> bool:
    """Whether what looks like a clause continues a subordinate one, or a row of nouns is its subject."""
    before = sentence[start:at]
    if any(word.tag.startswith(("VNW|betr", "VG|onder")) for word in before):
        rest = sentence[verb + 1 : _end(sentence, verb)]
        if all(word.lower == "te" or word.tag.startswith(("WW|", "LET")) for word in rest):
            return True  # "omdat de wifi traag is en de laptops oud zijn"
    if sentence[at + 1].lower in _SUBJECTS or not sentence[at - 1].tag.startswith(_HEAD):
        return False
    marks = [number for number, word in enumerate(before) if word.tag.startswith("LET")]
    since = before[marks[-1] + 1 :] if marks else before
    return not any(word.tag.startswith("WW|pv") for word in since)  # "..., taal en verhaal vormen een geheel"


def _is_finite(sentence: Sequence[Word], at: int) -> bool:
    return at < len(sentence) and sentence[at].tag.startswith("WW|pv")


def _end(sentence: Sequence[Word], at: int) -> int:
    """Where the next clause may begin, or the end."""
    for number in range(at + 1, len(sentence)):
        if sentence[number].lower in _JOINING and sentence[number].tag.startswith(("VG", "BW")):
            after = number + 1
            if _is_finite(sentence, after) or _verb_behind_subject(sentence, after) is not None:
                return number
    return len(sentence)


def _stands(clause: Sequence[Word]) -> bool:
    """Whether a clause has a main verb and says something by itself."""
    finite = [number for number, word in enumerate(clause) if word.tag.startswith(("WW|pv", "WW|inf"))]
    if not finite or sum(not word.tag.startswith("LET") for word in clause) < _FEWEST_WORDS:
        return False
    opened = [
        number for number, word in enumerate(clause) if word.lower in _SUBORDINATORS and word.tag.startswith("VG")
    ]
    if opened and not any(number < opened[0] for number in finite) and len(finite) <= len(opened):
        return False  # "omdat ik geen tijd heb" leans on something else
    return _content(clause) > 1


def _content(clause: Sequence[Word]) -> int:
    """The words that carry what is said, negation among them."""
    return sum(
        (word.tag.startswith(_CONTENT) and word.lemma not in _LIGHT) or word.lower in _NEGATIONS for word in clause
    )


def _items(sentence: Sequence[Word]) -> list[int]:
    """The starts of the items of a list without a finite verb, where every item says something by itself."""
    if any(word.tag.startswith("WW|pv") for word in sentence):
        return []
    commas = [number for number, word in enumerate(sentence) if word.lower == ","]
    if not commas:
        return []
    last = [n for n in range(commas[-1] + 1, len(sentence)) if sentence[n].lower == "en" and n > commas[-1] + 1]
    for starts in ([*(c + 1 for c in commas), *last[-1:]], [c + 1 for c in commas]):
        bounds = [0, *starts, len(sentence)]
        items = [sentence[a:b] for a, b in pairwise(bounds)]
        if all(_is_item(item) for item in items):
            return starts
    return []


def _is_item(item: Sequence[Word]) -> bool:
    said = [word for word in item if not word.tag.startswith("LET") and word.lower != "en"]
    if not said or not said[0].tag.startswith(_IN_SUBJECT):
        return False  # "zonder ...", "net als ...", "bijvoorbeeld ..."
    return len(said) > _FEWEST_WORDS and _content(said) > 1 and any(word.tag.startswith(_HEAD) for word in said)
