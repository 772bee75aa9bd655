"""Excuses: answers of any length that say only that one does not know, remember, want or manage to answer.

An answer is an excuse when no clause of it holds a word with content, and at least one clause gives the excuse: "Ik
weet het niet meer. Het is ook zo lang geleden dat ik het gelezen heb, sorry." No list of phrases could hold them all;
the words that people make them of are few (see ``vocabulary``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from textmining.cleaning.judging import vocabulary as v
from textmining.cleaning.judging.forms import Clause, normal_form, stem
from textmining.cleaning.words import words

__all__ = ["MOST_WORDS", "excuse", "meagre_words"]

MOST_WORDS = 60
"""Nobody takes more words than these to say nothing."""

_UNTRIED = re.compile(
    r"\b(?:niet|nooit|nog|amper|half|deels|stukje|net|eerste) (?:\w+ ){0,5}?"
    r"(?:gelezen|gezien|gevolgd|gedaan|bekeken|bezocht)\b"
)
"""Not read, not done: that is a reason, and so an answer."""

_ASIDE = re.compile(
    r"(?:omdat |want )?(?:de |een )?reden(?:en)? (?:\w+ )?(?:is|was)(?: \w+){0,2}"
    r"|(?:\w+ )?(?:moet|moest|zou)(?: \w+){1,4} (?:eens|opnieuw|weer)(?: moeten)? (?:lezen|zien|bekijken|doen|nalezen)"
)
"""Leads up to an excuse or follows from it: "de reden is simpel", "ik moet het nog eens lezen"."""

_WHAT_TO_SAY = re.compile(r"\bwat (?:ik|er(?:van|op|over)|hier\w*|daar\w*)\b")
_MEANT = words("bedoeld bedoelt bedoelen bedoeling")
_BEGIN = 6
_NOT_STUCK = "niet bijgebleven"
"""With a memory that fails it is part of the excuse; by itself it may be said of the subject."""

_OPINION_ASKED = re.compile(r"^waarom (?:vindt|vind|vond|vonden|vinden|denkt|denk|beoordeelt|oordeelt) ")


def excuse(said: Sequence[Clause], asked: str, *, none: bool) -> str | None:
    """The kind of excuse an answer is, in Dutch; None for an answer with content.

    Parameters
    ----------
    said : sequence of clauses
        The answer.
    asked : str
        The text of the question, whose words add nothing when it is said that one cannot answer it.
    none : bool
        Whether the question declares what "geen" means. It then asks for what may be lacking, so that "geen uitleg" and
        "ik kan het niet" are answers.
    """
    if sum(map(len, said)) > MOST_WORDS:
        return None
    topic = _topic(asked)
    allowed = v.PLAIN | v.AIDED
    if not all(word in allowed or _is_topic(word, topic) for clause in said for word in clause):
        return None
    opinion = bool(_OPINION_ASKED.match(normal_form(asked)))
    kinds = []
    for clause in said:
        kind = _kind(clause, topic, opinion=opinion, none=none) or _about_what_is_asked(clause, asked, none=none)
        if kind is None and not (v.PLAIN.issuperset(clause) or _ASIDE.fullmatch(" ".join(clause))):
            return None
        if _gives_a_reason(clause, topic, kind):
            return None
        kinds.append(kind)
    return next((kind for kind in kinds if kind and kind != _NOT_STUCK), None)


def meagre_words(asked: str) -> frozenset[str]:
    """All words that an excuse may be made of, in answer to a question."""
    return v.PLAIN | v.AIDED | _topic(asked)


@lru_cache(maxsize=256)
def _topic(asked: str) -> frozenset[str]:
    """Words of the question that are about something, their stems, and how the long ones begin."""
    found = {word for word in normal_form(asked).split() if len(word) > 3} - v.PLAIN - v.AIDED
    return frozenset(found | {stem(word) for word in found} | {word[:_BEGIN] for word in found if len(word) > _BEGIN})


def _is_topic(word: str, topic: frozenset[str]) -> bool:
    """Whether a word is one of the question, or begins alike: "literatuur" where the question says "literair"."""
    return word in topic or stem(word) in topic or word[:_BEGIN] in topic


def _kind(clause: Clause, topic: frozenset[str], *, opinion: bool, none: bool) -> str | None:
    said = frozenset(clause)
    line = " ".join(clause)
    denied = bool(said & v.NOT)
    if said & v.KNOW and denied and not _lacks_knowledge(said):
        return "weet niet meer" if "meer" in said else "weet niet"
    if said & v.REMEMBER and (denied or said & v.FADED or "zover" in said):
        return "weet niet meer"
    if said & v.FORGOTTEN and not said & {"snel", "niet", "nooit", "zo"}:
        return "weet niet meer"
    if denied and "meer" in said and (said & {"paraat", "ken", "kende"} or said >= {"staat", "bij"}):
        return "weet niet meer"
    if denied and ("bijgebleven" in said or said >= {"blijven", "hangen"}):
        return _NOT_STUCK
    if denied and said & {"nagedacht", "stilgestaan"}:
        return "weet niet"
    if "vul" in said and denied:
        return "wil niet antwoorden"
    if clause[:2] == ("moet", "ik") and said & v.TELL and not denied:
        return "wil niet antwoorden"
    if "geen" in said and said & v.OPINION and not said & {"krijg", "krijgt", "kreeg"}:
        return "weet niet" if said & words("idee ideeen mening oordeel benul notie meningen") else "geen opmerking"
    if "geen" in said and not none and "om" not in said and said & v.REMARK and said <= v.PLAIN:
        return "geen opmerking"
    if said & v.WANT and said & v.ANSWERING and (denied or said & {"liever", "weiger"}):
        return "wil niet antwoorden"
    if (
        opinion
        and said & {"geen", "niet"}
        and said & {"zin", "tijd", "behoefte"}
        and not said & v.AGO
        and not said & v.EXPERIENCE
    ):
        return "wil niet antwoorden"
    if said & v.TELL and _fails(clause, said, denied=denied):
        return "kan het niet zeggen"
    if said & {"lastige", "moeilijke", "ingewikkelde"} and "vraag" in said:
        return "kan het niet zeggen"
    if opinion and said & {"lastig", "moeilijk"} and said & {"vind", "vindt"} and said <= v.PLAIN | v.HARD:
        return "kan het niet zeggen"
    if denied and _question_unclear(said):
        return "kan het niet zeggen"
    if not none and re.search(r"\bkan (?:\w+ )*niet\b", line) and _unable(said, topic):
        return "kan het niet zeggen"
    if said & v.AGO and said & _PAST:
        return "lang geleden"
    if said & v.SAID and said & v.SPOKEN:
        return "verwijzing"
    return None


_PAST = words("lang lange langer tijd tijdje poos poosje jaar jaren even zolang eind eeuwen maanden maand jaartje")


def _lacks_knowledge(said: frozenset[str]) -> bool:
    """Whether to know nothing of it is itself the answer: "ik weet er niets van", said of a subject."""
    return bool(said & {"niets", "niks", "weinig"}) and bool(said & {"van", "ervan", "over"}) and "meer" not in said


def _about_what_is_asked(clause: Clause, asked: str, *, none: bool) -> str | None:
    """Whether one says that there is none of what is asked for: "geen motivatie", where it is asked what motivates."""
    begin, *words_asked = normal_form(asked).split() or [""]
    if none or clause[:1] != ("geen",) or len(clause) != 2 or begin not in ("wat", "welk", "welke"):
        return None
    named = {word[:_BEGIN] for word in words_asked[:3] if len(word) > _BEGIN}
    return "geen opmerking" if clause[1][:_BEGIN] in named else None


def _question_unclear(said: frozenset[str]) -> bool:
    """Whether words that deny something deny that the question is clear."""
    if said & {"begrijp", "snap"}:
        return bool(said & (_MEANT | {"vraag"}))
    return bool(said & {"duidelijk", "helder"}) and "vraag" in said


def _unable(said: frozenset[str], topic: frozenset[str]) -> bool:
    """Whether "kan niet" is said of answering: of nothing else, or with "meer" of what was asked."""
    rest = said - (v.PLAIN - v.EXPERIENCE)
    return not rest or ("meer" in said and all(word in v.AIDED or _is_topic(word, topic) for word in rest))


def _fails(clause: Clause, said: frozenset[str], *, denied: bool) -> bool:
    """Whether it is said that telling fails: "kan ik niet uitleggen", "lastig te zeggen"."""
    if said & v.TELL == {"woorden"} and "onder" not in said and "vinden" not in said:
        return False
    if said & v.HARD:
        return True
    if not denied:
        return False
    after_te = any(one == "te" and two in v.TELL for one, two in pairwise(clause))
    return bool(said & v.ABLE) or (after_te and not said & {"heb", "hebben", "heeft"})


def _gives_a_reason(clause: Clause, topic: frozenset[str], kind: str | None) -> bool:
    """Whether a clause of meagre words yet says something: what one lacks, has not read, or takes it for."""
    said = frozenset(clause)
    line = " ".join(clause)
    if _UNTRIED.search(line) and not said & (v.REMEMBER | v.AGO | v.KNOW):
        return True
    if kind not in ("weet niet", "kan het niet zeggen"):
        return False
    about = any(_is_topic(word, topic) for word in said)
    telling = bool(said & (v.TELL | v.ANSWERING)) and kind == "weet niet"
    if "meer" in said or telling:
        return False
    which = [i for i, word in enumerate(clause) if i and word in v.WHICH and word != "dat"]
    negated = next((i for i, word in enumerate(clause) if word in v.NOT), len(clause))
    unknown = next((clause[i] for i in which if i > negated), None)
    if about and ("dat" in clause[negated:] or (said & {"noemen", "als"} and "of" not in said)):
        return True
    if unknown is None or (said & _MEANT and not about):
        return False
    if unknown == "waar" and said & {"gaat", "ging", "over"}:
        return False
    if unknown == "wat":
        return about or not (clause[-1] == "wat" or _WHAT_TO_SAY.search(line))
    return True
