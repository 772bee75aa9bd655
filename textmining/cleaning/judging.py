"""Is an answer an answer? Rules for the many ways in which people leave an open question unanswered.

A rule has a Dutch name, which the ledger shows as the reason. Only a whole answer is ever judged: "geen" is none, "geen
tijd" is an answer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from textmining.cleaning.words import words

if TYPE_CHECKING:
    from textmining.study import Question

__all__ = ["Verdict", "judge", "normal_form"]

Fate = Literal["kept", "blank", "non_answer"]


@dataclass(frozen=True)
class Verdict:
    """What becomes of an answer: its fate, the rule that fired (None for a plain answer), whether it says "none"."""

    fate: Fate
    reason: str | None = None
    none: bool = False


_KEPT = Verdict("kept")


def normal_form(text: str) -> str:
    """A text without case, accents, punctuation and superfluous white space: what two copies of an answer share."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = (c if c.isalnum() else "" if unicodedata.combining(c) or c in "'’" else " " for c in plain)
    return " ".join("".join(letters).split())


def judge(text: str, question: Question) -> Verdict:
    """Judge one repaired answer to a question.

    Parameters
    ----------
    text : str
        The repaired answer; "" for one that is empty.
    question : Question
        ``question.none`` declares that "geen" or "niets" is an answer, and what it means: such an answer is kept, with
        ``none`` set. "Ja" and "nee" are answers to a question that asks for them.

    Returns
    -------
    Verdict
    """
    if not text:
        return Verdict("blank", "leeg")
    said = normal_form(text).split()
    if not said:
        return Verdict("non_answer", "alleen leestekens")
    if len(said) > _MOST_WORDS:
        return _KEPT
    if question.none and _means_none(set(said), question):
        return Verdict("kept", "geen of niets", none=True)
    if _only(said, _YES | _NO) and _asks_yes_or_no(question.text):
        return _KEPT
    for reason, rule in _RULES.items():
        if rule.fullmatch(" ".join(said)):
            return Verdict("non_answer", reason)
    if _only(said, _NO):
        return Verdict("non_answer", "geen of niets")
    if _only(said, _YES):
        return Verdict("non_answer", "alleen ja")
    return _KEPT


# --- words ----------------------------------------------------------------------------------------------------------

_MOST_WORDS = 12
_NO = words("geen geeneen nee neen neeh nein nope no none nothing niks niets niet nihil nada noppes nul")
_YES = words("ja jawel yes yep jep jazeker zeker inderdaad klopt")
_FILL = words(
    """aan ben dan dat dank dankjewel dankuwel dankzij dat denk dus dit echt eigenlijk er even gewoon had hallo heb heel
    helaas helemaal het hier hoor ik in is je jammer jullie me mij mijn moment momenteel na nog nou nu of ok oke op
    over sorry toch u uw van verder voor voorlopig vooralsnog was wat we weet wel zo zou zover absoluut alles bedankt
    bijzonders speciaal specifieks thank thanks totaal you"""
)
_AROUND_NONE = words("echte enkel enkele ervaar ken ons onze wij zie zijn")
_NEGATIVES = words("niets niks nergens nee neen nihil none nothing niemand geen")
_FINITE = words(
    """ben bent bestaat bestaan doet gaat gebruikt gebruik had heb hebben hebt heeft is kan kun kunt krijgt mag mist
    moet vind vindt voelt volgt was waren werkt wil wilt zijn zit zou zult"""
)


def _only(said: Sequence[str], meant: frozenset[str]) -> bool:
    """Whether an answer is one of some words, with nothing but fillers around it."""
    return not meant.isdisjoint(said) and set(said) <= meant | _FILL


def _means_none(said: set[str], question: Question) -> bool:
    """Whether an answer says "none" of what was asked for: "geen", "niets", "geen belemmeringen", "niets in de weg".

    Every word must be a negation, a filler, or a word of the question or of its ``none``; after "geen" only what
    ``none`` names counts, since "geen ict" names something of which there is too little.
    """
    if not said & _NEGATIVES:
        return False
    named = {_stem(word) for word in normal_form(question.none or "").split() if word not in _NO}
    rest = {word for word in said - _NO - _NEGATIVES - _FILL - _AROUND_NONE if _stem(word) not in named}
    if "geen" not in said:
        rest -= set(normal_form(question.text).split())
    return not rest


def _stem(word: str) -> str:
    """A word without the ending of a plural."""
    return re.sub(r"(?:en|s|e|n)$", "", word) if len(word) > 4 else word


def _asks_yes_or_no(question: str) -> bool:
    """Whether a question can be answered by ja or nee: it begins with a finite verb, and does not ask for remarks."""
    asked = normal_form(question)
    remarks = re.search(r"opmerking|aanvulling|suggestie|toelicht|waarom|welke|kwijt|toevoegen|tips", asked)
    return asked.split(" ")[0] in _FINITE and not remarks


# --- rules ----------------------------------------------------------------------------------------------------------


def _rule(*patterns: str) -> re.Pattern[str]:
    """Patterns over a normal form, each of which may stand between fillers such as "helaas" and "hoor"."""
    fill = "(?:" + "|".join(sorted(_FILL | {"nee", "neen", "nvt"}, key=len, reverse=True)) + ")"
    return re.compile(rf"(?:{fill} )*?(?:{'|'.join(patterns)})(?: {fill})*")


def _spelled(names: Iterable[str]) -> str:
    return "|".join(names)


_RULES: dict[str, re.Pattern[str]] = {
    "niet van toepassing": _rule(
        r"n ?v ?t", r"niet v(?:an )?t(?:oepassing)?", r"n ?a", r"not applicable", r"nvt (?:nvt ?)+"
    ),
    "weet niet": _rule(
        r"(?:geen|nog geen|absoluut geen) (?:flauw |enkel )?(?:idee|ideeen|mening|benul)",
        r"g ?i",
        r"(?:ik )?weet (?:ik )?(?:het )?(?:(?:echt|eigenlijk|zo|nog|gewoon) )*niet(?: (?:meer|precies|goed|zeker))?",
        r"(?:dat )?weet (?:ik )?(?:niet|nie)",
        r"weetniet",
        r"(?:ik )?zou (?:ik )?(?:het )?(?:zo )?niet weten",
        r"(?:ik )?kan (?:me|mij|het) (?:niet|niets) (?:meer )?herinneren",
        r"(?:kan )?niks bedenken|(?:kan )?(?:zo )?(?:even )?niets bedenken",
        r"niet bekend|onbekend|w ?n|d ?k|(?:i )?dont know|no idea|joost mag het weten|ts?jaa*|vergeten",
    ),
    "verwijzing": _rule(
        r"(?:zie|lees) (?:(?:mijn|het|de) )?"
        r"(?:hierboven|boven|bovenstaand\w*|boven staande|vorig\w*|eerder\w*|vorengenoemd\w*)"
        r"(?: (?:antwoord\w*|vra\w*|toelichting|opmerking\w*|genoemd\w*))?",
        r"zie (?:antwoord|vraag|toelichting|punt|bij)(?: (?:vraag )?\d+)?",
        r"idem(?: (?:dito|als .{1,20}))?|dito|i ?d",
        r"(?:het ?|de )?zelfde(?: (?:als|antwoord).{0,30})?|hetzelfde(?: (?:als|antwoord).{0,30})?",
        r"(?:(?:heb|is|zoals|als) )?(?:ik )?(?:al|reeds|eerder|hierboven|al eerder) "
        r"(?:gezegd|genoemd|beantwoord|vermeld|ingevuld|aangegeven|gegeven|uitgelegd|beschreven)",
        r"zoals (?:hierboven|boven)(?: .{1,15})?",
        r"see above|same|ditto",
    ),
    "geen opmerking": _rule(
        r"(?:ik heb |heb )?(?:geen|no|zonder)(?: (?:verdere|extra|bijzondere|specifieke|duidelijke|speciale))* (?:"
        + _spelled(
            (
                "opmerking(?:en)?",
                "commentaar",
                "comment",
                "toelichting(?:en)?",
                "aanvulling(?:en)?",
                "toevoeging(?:en)?",
                "bijzonderhe(?:id|den)",
                "suggesties?",
                "antwoord(?:en)?",
                "reactie",
                "bijdrage",
                "voorbeeld(?:en)?",
                "reden",
                "verklaring",
                "uitleg",
                "tips?",
                "nood",
            )
        )
        + ")",
        r"(?:niets|niks) (?:(?:aan )?toe te voegen|te (?:ver)?melden|op te merken|bijzonders|specifieks|speciaals)",
        r"(?:(?:is |gaat )?alles |het is )(?:is |gaat )?"
        r"(?:prima|goed|ok|oke|okay|top|in orde|naar wens|duidelijk|gezegd)",
        r"(?:wil|wens) (?:ik )?(?:hier )?niet (?:te )?(?:zeggen|antwoorden|beantwoorden|invullen)",
        r"zeg ik (?:liever )?niet|liever niet",
    ),
    "foutmelding": _rule(r"name|ref|div 0|value|num|null|err \d+"),
    "losse letters": _rule(
        r"(?:([a-z])(?:\1| )*)(?: (?:[a-z])){0,3}",
        r"(?:asdf|qwer|sdfg|dfgh|hjkl|jkl|xyz|abc|zxcv)\w*",
        r"[bcdfghjklmnpqrstvwxz]{5,}",
        r"(?:test|bla|blah|blabla|lala|pff+|hm+|mwah?|haha(?:ha)*|ok|oke|okay)(?: (?:test|bla|blah))*",
    ),
}
