"""Noun phrases, verb phrases and short clauses of Dutch answers: what a topic may be called after.

Every token gets one letter by its CGN tag, so that a pattern over tags is an ordinary regular expression:

    N noun    A adjective before a noun    F adjective that stands free    G participle    I infinitive    V finite verb
    T te      Q quantifier ("geen", "weinig")    X negation, particle ("niet", "mee")    D determiner    P preposition
    # number  . anything else; no phrase runs over these two
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from textmining.cleaning.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc, Token

__all__ = ["POLAR", "Key", "Phrase", "phrases_of"]

Key = tuple[str, ...]

LONGEST = 6
"""Words of a phrase."""

_NOUNS = r"(?:(?:TQ|Q|T)?(?:FA)?A*N{1,3})"
_AT = rf"(?:PD?{_NOUNS})"
_SPAN = re.compile(
    rf"""
      {_NOUNS}{_AT}{{0,2}}                            # te weinig tijd voor scholing
    | X?(?:{_NOUNS}F?P?|D?F|{_AT})?T?I{_AT}?          # lessen voorbereiden, niet achterblijven, meegaan met de tijd
    | T?Q?X?F{_AT}?                                   # niet handig met computers, te duur
    | (?:X|{_AT}|F)?G{_AT}?                           # goed geschreven, door school opgelegd
    | {_NOUNS}V(?:T?F|X|{_AT})X?                      # beamer werkt niet, leerlingen werken in eigen tempo
    """,
    re.VERBOSE,
)
_OBJECT = re.compile(rf"V(D?)({_NOUNS})(X?)")
"""A verb before its object, "(ik) mis de begeleiding": said in infinitive order, "begeleiding missen"."""

_COMPLEMENT = re.compile(r"PD?T?Q?A*N")
_RUN = re.compile(r"W(?:[WS]{0,2}W)?")
"""Without tags: words between stop words."""

_QUANTIFIERS = words("geen weinig veel minder teveel teweinig genoeg voldoende onvoldoende zonder")
_NEGATIONS = words("niet nooit nergens")
POLAR = _QUANTIFIERS | _NEGATIONS | words("meer goed slecht beter")
"""Words that say nothing by themselves, and much beside a noun."""

_EMPTY_VERBS = words(
    """blijken denken doen gaan hebben heten hoeven komen kunnen liggen lijken moeten mogen noemen staan vinden weten
    willen worden zeggen zijn zitten zullen"""
)
"""Verbs that say nothing by themselves, or stand for another verb."""

_OPENING = words("gaan hebben staan vinden willen worden zien zijn zitten")
"""Verbs of a clause whose subject was left out: "(ik) ben een digibeet"."""

_POSSESSIVES = words("haar hun jouw mijn onze uw")

_ANYONE = words("je zich")
"""Pronouns that may stand in a clause that is said of all: "zet je aan het denken"."""

_SILENT = frozenset("DTP")
"""Letters whose words may differ between two ways of saying the same."""

_PARTICLE = "compound:prt"
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, order=True)
class Phrase:
    """A phrase in lower case, and its lemmas without determiners, prepositions and "te": equal for equal phrases.

    ``nominal`` holds for a noun phrase without a quantifier, ``verbal`` for a phrase with a verb.
    """

    text: str
    key: Key
    nominal: bool = False
    verbal: bool = False


def phrases_of(doc: Doc, stops: frozenset[str]) -> set[Phrase]:
    """The phrases of one segment.

    Parameters
    ----------
    doc : Doc
        With lemmas and, for Dutch, CGN tags. Without tags, phrases are runs of words between stop words.
    stops : frozenset of str
        Lemmas that name no topic; a phrase holds at least one lemma that is none.

    Returns
    -------
    set of Phrase
        Each of at most six words; none runs over punctuation, a placeholder such as [persoon 1] or a conjunction.
    """
    tokens = [token for token in doc if not token.is_space]
    lemmas = [(token.lemma_ or token.text).lower() for token in tokens]
    tagged = any(token.tag_ for token in tokens)
    letters = "".join(
        _letter(tokens, number, lemma, stops) if tagged else _plain(tokens[number], lemma, stops)
        for number, lemma in enumerate(lemmas)
    )
    pattern = _SPAN if tagged else _RUN
    found = set()
    for start, first in enumerate(letters):
        if first in ".#D" or (tagged and _half_begun(tokens, lemmas, letters, start, stops)):
            continue
        for end in range(start + 1, min(start + LONGEST, len(letters)) + 1):
            if letters[end - 1] in ".#":
                break
            if pattern.fullmatch(letters, start, end) and not (tagged and _half_done(tokens, letters, start, end)):
                found.add(_phrase(tokens, lemmas, letters, start, end))
    if tagged:
        found |= _verbs_last(tokens, lemmas, letters) | _whole(tokens, lemmas, letters, stops)
    return {phrase for phrase in found if _tells(phrase, stops)}


def _half_begun(
    tokens: Sequence[Token], lemmas: Sequence[str], letters: str, start: int, stops: frozenset[str]
) -> bool:
    """Whether a phrase that starts here would lack its beginning: "(niet) handig", "(twee) jaar", "(bij) blijven"."""
    before = letters[start - 1] if start else "."
    glued = start > 0 and before != "." and not tokens[start - 1].whitespace_
    return (
        glued
        or before in "XQ#"
        or before + letters[start] in ("TQ", "FA")  # "(goed) geschreven boek"
        or (letters[start] == "I" and lemmas[start] == "blijven")
        or (letters[start] == "N" and lemmas[start] in stops)  # "(een) jaar met pensioen"
    )


def _half_done(tokens: Sequence[Token], letters: str, start: int, end: int) -> bool:
    """Whether a phrase lacks a part: "(op de) hoogte blijven", "kritisch leren (kijken)", "sluit niet (aan)"."""
    after = letters[end : end + 1]
    own = letters[start:end]
    if len(own) > 1 and letters[:start].endswith("A"):
        return True  # "(eigen) tempo in de les"
    set_phrase = letters[:start].endswith("P") and not letters[:start].endswith("NP") and "|ev|" in tokens[start].tag_
    if len(own) > 1 and own[0] == "N" and set_phrase:
        return True  # "(na) afloop van de les"
    if after == "#" or (after not in ("", ".") and not tokens[end - 1].whitespace_):
        return True  # "uit het jaar (2009)"
    if after == "X" and any(letter in "IV" for letter in own):
        return True
    if after == "." and "P" in own and tokens[end].tag_.startswith("VZ|fin"):
        return True  # "achter de feiten (aan)"
    # "kritisch omgaan (met nieuws)", and a single "gebrek (aan tijd)"
    if (own[-1] in "IGF" or len(own) == 1) and _COMPLEMENT.match(letters, end):
        return True
    if not any(letter in "IG" for letter in own):
        return False
    return letters[:start].rstrip("D").endswith("P") or (
        own[-1] == "I" and letters[end : end + 2].lstrip("T").startswith("I")
    )


def _plain(token: Token, lemma: str, stops: frozenset[str]) -> str:
    if not _LETTER.search(token.text) or token.text[0] == "[":
        return "."
    return "S" if token.lower_ in stops or lemma in stops else "W"


def _letter(tokens: Sequence[Token], number: int, lemma: str, stops: frozenset[str]) -> str:
    """The letter of a token, see the head of this module."""
    token = tokens[number]
    tag, word = token.tag_, token.lower_
    if tag.startswith("TW") or word[0].isdigit():
        return "#"
    if word[0] == "[" or not _LETTER.search(word):
        return "."
    if word == "te":
        return "T"
    if word in _NEGATIONS or token.dep_ == _PARTICLE:
        return "X"
    if word in _POSSESSIVES:
        return "D"  # "mijn" is no mine
    determined = number + 1 < len(tokens) and tokens[number + 1].tag_.startswith(("LID", "VNW"))
    if word in _QUANTIFIERS or word == "meer":
        return "." if determined else "Q"  # "meer een thriller"
    kind, _, rest = tag.partition("|")
    if kind == "N" or tag.startswith(("SPEC|vreemd", "SPEC|afk")) or tag.startswith("WW|inf|nom"):
        if lemma in stops and (kind == "SPEC" or word.endswith(".") or len(word) < 4):
            return "."  # "ivm", "b.v."
        return "I" if kind == "WW" and lemma not in _EMPTY_VERBS else "N"
    if kind == "ADJ" or (kind == "WW" and rest.startswith(("vd|", "od|"))):
        return "A" if "prenom" in rest else "G" if kind == "WW" else "F"
    if kind == "WW":
        if lemma in _EMPTY_VERBS:
            return "."
        beside = [tokens[n].tag_ for n in (number - 1, number + 1) if 0 <= n < len(tokens)]
        ours = any(other.startswith("VNW|pers") for other in beside)  # "daar werken ze"
        return "I" if rest.startswith("inf") or (rest == "pv|tgw|mv" and word == lemma and not ours) else "V"
    if kind == "LID" or rest.startswith("bez") or (kind == "VNW" and "|det|" in rest):
        return "D"
    return "P" if (tag.startswith("VZ|init") or tag == "VZ") and word != "om" else "."


def _phrase(tokens: Sequence[Token], lemmas: Sequence[str], letters: str, start: int, end: int) -> Phrase:
    """A phrase as it stands, without "te" before an infinitive and with its verb in one piece.

    A verb's object keeps its article ("het nut niet zien"); a noun phrase is named without ("slechte wifi").
    """
    own = letters[start:end]
    verbal = any(letter in "IGV" for letter in own)
    first = start - 1 if verbal and own[0] in "ANT" and letters[:start].endswith("D") else start
    said: list[str] = []
    for number in range(first, end):
        token, letter = tokens[number], letters[number]
        if letter == "T" and letters[number + 1 : number + 2] == "I":
            continue
        if token.dep_ == _PARTICLE and "I" in letters[number + 1 : end]:
            continue  # its verb's lemma has it
        joined = letter == "I" and any(other.dep_ == _PARTICLE for other in tokens[first:number])
        said.append(lemmas[number] if joined else token.lower_)
    text = " ".join(said).rstrip(".")
    nominal = not any(letter in "IFGVXQ" for letter in own)
    return Phrase(text, _key(lemmas[start:end], own), nominal, verbal)


def _key(lemmas: Sequence[str], letters: str) -> Key:
    return tuple(sorted({lemma for lemma, letter in zip(lemmas, letters, strict=True) if letter not in _SILENT}))


def _verbs_last(tokens: Sequence[Token], lemmas: Sequence[str], letters: str) -> set[Phrase]:
    """ "(ik) mis de begeleiding" as "de begeleiding missen": where a subject stands before the verb, or nothing."""
    found = set()
    for match in _OBJECT.finditer(letters):
        start = match.start()
        if start and not tokens[start - 1].tag_.startswith(("VNW|pers", "VNW|betr", "N|", "VNW|onbep|pron")):
            continue
        if _COMPLEMENT.match(letters, match.end()) or letters[match.end() : match.end() + 1] in ("#", "I", "G"):
            continue
        parts = [n for group in (2, 3) for n in range(*match.span(group))]
        said = [tokens[n].lower_ for n in range(*match.span(1))]
        said += [tokens[n].lower_ for n in parts if tokens[n].dep_ != _PARTICLE]
        key = _key([lemmas[start], *(lemmas[n] for n in parts)], "V" + "".join(letters[n] for n in parts))
        found.add(Phrase(" ".join([*said, lemmas[start]]), key, verbal=True))
    return found


def _whole(tokens: Sequence[Token], lemmas: Sequence[str], letters: str, stops: frozenset[str]) -> set[Phrase]:
    """The whole of a segment of two to five words that is a clause without "ik" or "je", such as "moet van school"."""
    kept = [n for n, token in enumerate(tokens) if _LETTER.search(token.text)]
    if not 2 <= len(kept) <= 5 or any(tokens[n].text[0] == "[" for n in kept) or kept[-1] - kept[0] >= len(kept):
        return set()
    while len(kept) > 1 and tokens[kept[0]].tag_.startswith(("LID", "VNW|bez", "VG", "TSW")):
        kept = kept[1:]
    if "#" in letters or "." not in {letters[n] for n in kept} or len(kept) < 2:
        return set()  # what is no clause is found by the patterns
    personal = ("VNW|pers", "VNW|pr|", "VNW|aanw|pron", "VG|neven")
    if any(tokens[n].tag_.startswith(personal) and tokens[n].lower_ not in _ANYONE for n in kept):
        return set()
    if letters[kept[0]] in ".P" and not tokens[kept[0]].tag_.startswith("WW"):
        return set()
    if lemmas[kept[0]] in _OPENING or lemmas[kept[-1]] in stops - POLAR:
        return set()
    if letters[kept[-1]] in "DQ" or tokens[kept[-1]].tag_.startswith(("VZ", "VNW")):
        return set()
    said = [n for n in kept if letters[n] not in _SILENT]
    text = " ".join(tokens[n].lower_ for n in kept).rstrip(".")
    return {Phrase(text, tuple(sorted({lemmas[n] for n in said})), verbal=True)}


def _tells(phrase: Phrase, stops: frozenset[str]) -> bool:
    said = phrase.text.split()
    doubled = any(a == b for a, b in pairwise(said))
    return not doubled and any(lemma not in stops and len(lemma) > 2 for lemma in phrase.key)
