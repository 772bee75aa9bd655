"""Names of persons in Dutch answers, by lists of names and words and by what stands around a word.

Each word is first judged by itself: in a list of names or not, an ordinary word or not, with a capital where Dutch has
none, after a title or a role, before a verb of which persons are the subject. From what is likely a name the mention
grows over initials, interfixes and surnames. Recall comes first: a word with a capital in the middle of a sentence that
neither the dictionary nor a list of products and places knows is taken for a name, unless its neighbours say that it is
a thing.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textmining.cleaning.redaction import context
from textmining.cleaning.redaction.lexicon import Lexicon, lexicon_id, load_lexicon
from textmining.cleaning.redaction.mentions import Mention
from textmining.cleaning.redaction.name_spans import grow
from textmining.cleaning.redaction.name_tokens import (
    ABBREVIATIONS,
    Token,
    after,
    compounded,
    dotted,
    skip_interfixes,
    tokenise,
)

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = ["PersonRecogniser", "load_persons"]

_FORMAT = 2
_PERSON_LABELS = frozenset(("PER", "PERSON"))
_LONGEST_NAME = 24
_SPACE = frozenset((" ",))
_AND = ("en", "of", "and")
_ARTICLES = ("de", "het", "een", "deze", "dit", "die", "dat", "elke", "geen")
_JOINED = (",", "/", "+", "&", ", ", " / ", " + ", " & ")

# Log odds by letters from which a word that no list knows is taken for a name; the less the context says, the higher.
_ACTING, _LIKELY, _LINKED, _ALONE = -8.0, -2.0, 2.0, 6.0
_LOWER, _LOWER_ALONE = 4.0, 8.0


def load_persons(models: Path, nlp: Language | None) -> PersonRecogniser:
    """The recogniser of persons.

    Parameters
    ----------
    models : Path
        The models folder; the lists come with the package, so nothing is kept there.
    nlp : Language or None
        The study's pipeline; where it recognises entities, the persons among them count too.

    Raises
    ------
    ModelError
        If the package's lists cannot be read.
    """
    return PersonRecogniser(load_lexicon())


class PersonRecogniser:
    """Finds names of persons in repaired answers, each answer by itself."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self.id = f"persons-{_FORMAT}-{lexicon_id()}"

    def find(self, text: str, doc: Doc | None = None) -> list[Mention]:
        """Mentions of persons, in order and apart from each other.

        Parameters
        ----------
        text : str
            A repaired answer.
        doc : Doc, optional
            Its parse; entities that a trained pipeline calls persons are added.

        Returns
        -------
        list of Mention
            With kind "persoon": first names, initials, interfixes and surnames; no titles, no genitive s.
        """
        tokens = tokenise(text, self._lexicon)
        found = [(tokens[first].start, tokens[last].end) for first, last in grow(tokens, self._seeds(tokens))]
        if doc is not None and doc.ents:
            found = _with_entities(tokens, found, doc)
        return [Mention(start, end, "persoon") for start, end in found]

    # --- what is likely a name by itself ----------------------------------------------------------------------------

    def _seeds(self, tokens: Sequence[Token]) -> list[bool]:
        """For each word, whether it is likely part of a name; first by itself, then by the names beside it."""
        sure = [self._is_seed(tokens, i) for i in range(len(tokens))]
        for i in (*range(len(tokens)), *reversed(range(len(tokens)))):
            token = tokens[i]
            if not (sure[i] or token.listed or token.coded) and token.shape in "CUl" and len(token.key) > 1:
                sure[i] = self._is_one_of_list(tokens, i, sure) or self._is_first_of_full_name(tokens, i, sure)
        return sure

    def _is_seed(self, tokens: Sequence[Token], i: int) -> bool:
        token, entry = tokens[i], tokens[i].entry
        if token.shape == "i":
            return dotted(tokens, i) and after(tokens, i, context.ROLES)
        if token.coded or token.shape == "0" or not 1 < len(token.key) <= _LONGEST_NAME or token.key in ABBREVIATIONS:
            return False
        if compounded(tokens, i) or (token.glued and tokens[i - 1].shape in "l0"):
            return False
        if after(tokens, i, context.TITLES) and _fits_title(token):
            return True
        counted = entry.word or token.key == "max"
        counted = counted and i + 1 < len(tokens) and tokens[i + 1].shape == "0" and tokens[i + 1].gap == " "
        if token.listed or counted:
            return False
        role = after(tokens, i, context.ROLES) or _closes(tokens, i)
        if entry.other:
            return token.key in context.LISTED_NAMES and token.shape == "C" and (role or _acts_by_will(tokens, i))
        if entry.place:
            called = role or (i > 0 and tokens[i - 1].key == "de" and entry.last) or _is_van_somebody(tokens, i)
            return (entry.first or entry.last) and token.shape == "C" and called
        if token.shape == "C" and not token.opens:
            # "opleiding Kok en Bakker": what is said of the first goes for the second
            linked = i > 2 and tokens[i - 1].key in _AND and tokens[i - 2].shape == "C" and tokens[i - 2].entry.word
            return _inside(token, tokens[i - 3 if linked else i - 1].key, role)
        if token.shape == "C":
            return self._opening(tokens, i, role)
        return self._lower(tokens, i, role)

    def _opening(self, tokens: Sequence[Token], i: int, role: bool) -> bool:
        """A word with a capital that any word would have there."""
        token, entry = tokens[i], tokens[i].entry
        following = tokens[i + 1].key if i + 1 < len(tokens) else ""
        if not entry.word:
            odds = self._lexicon.name_odds(token.key)
            linked = following in ("en", "uit", "van", "zijn", "haar") or _described(tokens, i)
            if entry.name or _acts_by_will(tokens, i) or _goes_with_me(tokens, i):
                return entry.name or odds > _ACTING
            if _signs(tokens, i):
                return odds > _LIKELY
            return odds > (_LIKELY if role or _acts(tokens, i) else _LINKED if linked else _ALONE)
        if not (entry.first or entry.last):
            return (role and entry.name) or (following in ("mijn", "onze") and _described(tokens, i))
        if role or _described(tokens, i) or (entry.first and (_owns(tokens, i) or _is_someone(tokens, i))):
            return True
        return _acts(tokens, i) and following not in (("is", "was", "wordt") if entry.first else context.MODALS)

    def _lower(self, tokens: Sequence[Token], i: int, role: bool) -> bool:
        """A word in lower case, or in CAPITALS."""
        token, entry = tokens[i], tokens[i].entry
        before = tokens[i - 1].key if i else ""
        if len(token.key) < 3:
            return False
        if entry.word:
            if before in _ARTICLES or not (entry.first or entry.last):
                return False
            if _described(tokens, i):
                return True
            asks = before in context.PERSON_BEFORE or before in context.CONJUNCTIONS
            asks = asks or ((token.opens or before in _AND) and _acts_by_will(tokens, i)) or _has_surname(tokens, i)
            # "voor max", and not "voor max een uur"
            asks = asks or (token.key == "max" and before in ("voor", "van", "for") and _ends(tokens, i))
            asked = asks and token.key in context.WORD_NAMES
            return entry.first and token.key not in context.VERBS and (role or asked)
        if entry.first:
            return True
        odds = self._lexicon.name_odds(token.key)
        if role or _acts(tokens, i) or before in context.PERSON_BEFORE:
            misspelt = len(token.key) > 4 and self._lexicon.near_first(token.key)
            return entry.name or (len(token.key) > 3 and (odds > _LOWER or misspelt))
        return len(token.key) > 4 and odds > (_LINKED if entry.name else _LOWER_ALONE)

    # --- what is likely a name beside another -----------------------------------------------------------------------

    def _is_one_of_list(self, tokens: Sequence[Token], i: int, sure: Sequence[bool]) -> bool:
        """Whether names stand beside it in a list: "Henk, Wil en Roos"."""
        token, entry = tokens[i], tokens[i].entry
        if entry.other:
            return False
        between = (
            i + 2 < len(tokens) and tokens[i + 1].key in _AND and token.gap == ", " and sure[i - 1] and sure[i + 2]
        )
        if between:
            return True
        plain = entry.word and token.shape == "l"
        if plain and (token.key not in context.WORD_NAMES or token.key in context.VERBS):
            return False
        pair = plain and i + 2 < len(tokens) and tokens[i + 1].key in _AND and tokens[i + 2].key in context.WORD_NAMES
        if pair and i and tokens[i - 1].key in ("van", *context.PERSON_BEFORE):
            return True
        if not entry.first and not (entry.last and token.shape == "C"):
            unknown = not any(entry) and len(token.key) > 2
            if not unknown or self._lexicon.name_odds(token.key) < _LINKED:
                return False
        if (i and sure[i - 1] and token.gap in _JOINED) or (
            i + 1 < len(tokens) and sure[i + 1] and tokens[i + 1].gap in _JOINED
        ):
            return True
        return any(
            0 <= other < len(tokens)
            and sure[other]
            and tokens[link].key in _AND
            and (token.shape != "l" or tokens[other].shape == "l")
            and (other != i + 3 or tokens[i + 2].key in context.INTERFIXES)
            for other, link in ((i - 2, i - 1), (i + 2, i + 1), (i + 3, i + 1))
        )

    def _is_first_of_full_name(self, tokens: Sequence[Token], i: int, sure: Sequence[bool]) -> bool:
        """Whether a surname comes next, with or without interfixes: "Lot van den Brink", "Job Boogaerts"."""
        token = tokens[i]
        if token.shape != "C" or not token.entry.first:
            return False
        end = skip_interfixes(tokens, i + 1, _SPACE)
        if end == len(tokens) or tokens[end].gap != " " or tokens[end].shape != "C" or tokens[end].listed:
            return False
        surname, interfixes = tokens[end].entry, end - i - 1
        if token.entry.other:
            return not interfixes and sure[end]
        if interfixes > 1:
            return not surname.place and tokens[i + 1].key not in context.PREPOSITIONS
        return surname.last or surname.wide_last or not (surname.other or surname.word or surname.place)


def _fits_title(token: Token) -> bool:
    """Whether a word may follow a title as a name."""
    entry = token.entry
    if token.shape in "CU":
        plain = entry.other or (entry.word and token.opens)  # "Mevrouw Ster", and not "van HR. Beter onderwijs"
        return (entry.name or not plain) and token.key not in context.INTERFIXES
    return entry.first or entry.last or entry.wide_last or not (entry.word or entry.other)


def _inside(token: Token, before: str, role: bool) -> bool:
    """Whether a word with a capital where a sentence has begun already is likely a name."""
    entry = token.entry
    if entry.first:
        return not entry.word or entry.last or before not in _ARTICLES
    if token.key in context.INTERFIXES:
        return False
    thing = before in context.ABOUT_THINGS and not role
    if entry.word:
        return entry.last and not thing
    return entry.last or (not thing and (entry.name or any(c in "aeiouy" for c in token.key)))


def _goes_with_me(tokens: Sequence[Token], i: int) -> bool:
    """Whether "en ik" or "en mijn collega" follows."""
    following = [token.key for token in tokens[i + 1 : i + 4]]
    return following[:2] == ["en", "ik"] or (
        len(following) == 3 and following[1] in ("mijn", "onze") and following[2] in context.ROLES
    )


def _signs(tokens: Sequence[Token], i: int) -> bool:
    """Whether it stands alone behind the last sentence, as a signature does."""
    return i > 3 and i + 1 == len(tokens) and tokens[i].opens


def _is_van_somebody(tokens: Sequence[Token], i: int) -> bool:
    """Whether "van" and a place are a surname, by what is said of it: "van Dalen, onze teamleider"."""
    if not i or tokens[i - 1].key != "van":
        return False
    return _described(tokens, i) or (i + 1 < len(tokens) and tokens[i + 1].key in context.ROLES)


def _owns(tokens: Sequence[Token], i: int) -> bool:
    """Whether a genitive apostrophe follows: "Roos' les"."""
    return i + 1 < len(tokens) and tokens[i + 1].gap in ("' ", "’ ")


def _is_someone(tokens: Sequence[Token], i: int) -> bool:
    """Whether what it is said to be, a person is: "Roos is altijd", "Mark was vorig jaar"."""
    following = [token.key for token in tokens[i + 1 : i + 3]]
    return len(following) == 2 and following[0] in ("is", "was") and following[1] in context.SAID_OF_PERSONS


def _has_surname(tokens: Sequence[Token], i: int) -> bool:
    """Whether an interfix and a surname come next, all in lower case: "mark de wit"."""
    end = skip_interfixes(tokens, i + 1, _SPACE)
    return i + 1 < end < len(tokens) and tokens[end].gap == " " and tokens[end].entry.last


def _ends(tokens: Sequence[Token], i: int) -> bool:
    """Whether the text ends, or a mark or line break follows."""
    return i + 1 == len(tokens) or tokens[i + 1].gap[:1] not in (" ", "-", "_")


def _acts(tokens: Sequence[Token], i: int) -> bool:
    """Whether a verb of which persons are the subject comes right after."""
    if i + 1 == len(tokens):
        return False
    following = tokens[i + 1]
    return following.shape == "l" and following.gap == " " and following.key in context.VERBS


def _acts_by_will(tokens: Sequence[Token], i: int) -> bool:
    """Whether what comes right after is said of persons only: "Frans die", "Evelien begeleidt"."""
    if i + 1 == len(tokens):
        return False
    following = tokens[i + 1].key
    said_of = following == "die" and tokens[i + 1].gap in (" ", ", ")
    return (_acts(tokens, i) and following not in context.MODALS) or said_of


def _closes(tokens: Sequence[Token], i: int) -> bool:
    """Whether the words before close a letter: "groet, Wim", "groetjes van Wim"."""
    before = [token.key for token in tokens[max(0, i - 2) : i]]
    return bool(before) and (before[-1] in context.CLOSINGS or (before[-1] == "van" and before[0] in context.CLOSINGS))


def _described(tokens: Sequence[Token], i: int) -> bool:
    """Whether what follows says who it is: "Mark van ict", "Hoop, onze directeur", "Wil is onze teamleider"."""
    following = tokens[i + 1 : i + 5]
    if not following:
        return False
    next_ = following[0]
    ours = len(following) > 2 and following[1].key in context.OURS and following[2].key in context.TEAMS
    if ours and next_.key in ("uit", "van") and next_.gap == " ":
        return True
    if next_.key == "van" and next_.gap == " ":
        rest = [t.key for t in following[1:] if t.key not in ("de", "het", "onze", "mijn", "team", "afdeling")]
        return bool(rest) and rest[0] in context.DEPARTMENTS
    if next_.gap[:1] in (",", "(") or next_.gap.endswith("(") or next_.key in ("is", "was"):
        return any(t.key in context.ROLES for t in following)
    return False


def _with_entities(tokens: Sequence[Token], found: list[tuple[int, int]], doc: Doc) -> list[tuple[int, int]]:
    """With the persons of a trained pipeline, unless the lists have all their words as something else."""
    for entity in doc.ents:
        inside = [t for t in tokens if entity.start_char <= t.start and t.end <= entity.end_char]
        while inside and inside[0].key in context.TITLES:
            inside = inside[1:]
        if entity.label_ not in _PERSON_LABELS or all(
            t.listed or t.entry.other or t.shape == "0" or (t.entry.word and t.shape == "l") for t in inside
        ):
            continue
        start, end = inside[0].start, inside[-1].end
        touching = [other for other in found if other[0] < end and start < other[1]]
        merged = (min([start, *(s for s, _ in touching)]), max([end, *(e for _, e in touching)]))
        found = [*(other for other in found if other not in touching), merged]
    return sorted(found)
