"""Dutch compounds in their parts, so that "professionaliseringsactiviteit" may match "activiteit".

HanTa's model already knows the morphemes of a word and the letters that link them; here morphemes are put together
to the words that they are parts of. A library of its own (compound-split, GPL-3, 19 MB) was tried and measured worse.
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

from textmining.cleaning.language.hanta import HantaTagger, load_hanta
from textmining.cleaning.words import words

__all__ = ["CompoundSplitter", "split_compound"]

_SHORTEST = 3
_REMEMBERED = 100_000
_ONE = words(
    """aardappel achterstand bedrijfsleven belangstelling bladzijde boekhouding bolwerk dinsdag doelgroep donderdag
    draagvlak eenheid evenwicht feedback gastheer gastvrijheid grootheid handdoek handleiding hoofdstuk hoofdzaak
    jaargang kantoor laptop leeftijd leerkracht leerling lettertype levensloop maaltijd maandag maatregel maatschappij
    marktplaats meerwaarde moeilijkheid netwerk omstandigheid onderwijs overeenkomst plaatsvervanger rondleiding
    speelgoed spreekwoord standpunt stopcontact tijdschrift toetsenbord tussenpersoon vakantie verantwoordelijkheid
    voetbal vrijdag waarheid wachtwoord website weekend werkelijkheid wetenschap woensdag woordenboek zaterdag
    zelfstandigheid ziekenhuis zondag"""
)
"""Words whose parts say something else than the word."""

_NEVER = words("eer bar word worden vrijen")
"""Parts that are nearly always an ending or another word: "testeer", "worddocument", "vrijdagmiddag"."""

_NEW = sorted(
    words("app beamer blog chatbot chromebook digibord ict ipad laptop mbo podcast roc smartboard tablet vlog wifi")
)
"""Of ict and education; HanTa's corpus is older."""

_STEMS = words("leer stuur wacht zoek")
"""Stems of verbs that as a word of their own are nouns: a "leerdoel" has nothing to do with leather."""

Morphemes = list[tuple[str, str]]


class CompoundSplitter:
    """Splits lemmas of nouns into the lemmas of the words that they are made of."""

    def __init__(self, tagger: HantaTagger) -> None:
        self._tagger = tagger
        self.split = lru_cache(_REMEMBERED)(self._split)

    def _split(self, lemma: str) -> tuple[str, ...]:
        plain = lemma.strip("-")
        if "_" in lemma or plain in _ONE or len(plain) < 2 * _SHORTEST:
            return (lemma,)
        if "-" in plain:
            parts = [part for piece in plain.split("-") for part in self._split(piece)]
            return tuple(parts) if all(len(part) > 1 and part.isalpha() for part in parts) else (lemma,)
        ((tag, _),) = self._tagger.analyse([plain])
        if not tag.startswith("N("):
            return (lemma,)
        parts = [self._lemma(part) for part in self._parts(plain, tag)]
        last = "".join(text for text, _ in self._parts(plain, tag)[-1])
        if not self._is_word(parts[-1]) and (verb := plain[plain.rfind(last) :]).endswith("en"):
            parts[-1] = verb  # "praktijkleren" is no plural
        if len(parts) > 1 and all(map(self._is_word, parts)):
            return tuple(parts)
        return self._with_new_word(plain) or (lemma,)

    def _with_new_word(self, word: str) -> tuple[str, ...] | None:
        """A compound of a word that is younger than HanTa's corpus and one or more that it knows."""
        for new in _NEW:
            if word.startswith(new) and self._is_word(rest := word.removeprefix(new)):
                return new, *self.split(rest)
            if word.endswith(new):
                rest = word.removesuffix(new)
                for before in (rest, rest.removesuffix("s")):
                    if self._is_word(before):
                        return *self.split(before), new
        return None

    def _parts(self, word: str, tag: str) -> list[Morphemes]:
        """The morphemes of each word in a compound; prefixes and suffixes go with the word that they belong to."""
        parts: list[Morphemes] = [[]]
        rooted = False  # whether the current part has what a word needs
        for text, kind in self._tagger.morphemes(word, tag):
            if kind.startswith("LI"):
                parts.append([])
                rooted = False
                continue
            if kind.startswith("SUF"):
                if kind.startswith(_INFLECTION):
                    continue
                parts[-1].append((text, kind))
                continue
            opens = kind.startswith(("PTK", "PREF"))
            if rooted:
                parts.append([])
            parts[-1].append((text, kind))
            rooted = not opens or (kind == "PTK" and len(text) > 3 and text not in _PARTICLES and self._is_word(text))
        return [part for part in parts if part]

    def _lemma(self, part: Morphemes) -> str:
        last, kind = part[-1]
        whole = "".join(text for text, _ in part)
        if kind.startswith("WW") and whole not in _STEMS and self._tagger.analyse([whole])[0][0].startswith("N("):
            return whole  # "netwerk" is a noun before it is a verb
        main = "WW" if kind.startswith("WW") else "ADJ" if kind.startswith("ADJ") else "N"
        return self._tagger.base_form(whole.removesuffix(last), last, kind, main)

    def _is_word(self, part: str) -> bool:
        return len(part) >= _SHORTEST and part not in _NEVER and (_is_known(part) or self._tagger.knows(part))


_INFLECTION = ("SUF_N_", "SUF_DIM")
_PARTICLES = words(
    """aan achter af bij binnen boven buiten door in mee mede na neer om onder op over samen tegen terug toe tussen uit
    voor voort weg weder her mis door tegen al zelf"""
)


@cache
def _is_known(word: str) -> bool:
    from simplemma import is_known

    return is_known(word, lang="nl")


@cache
def _splitter(models: Path) -> CompoundSplitter:
    return CompoundSplitter(load_hanta(models))


def split_compound(lemma: str, models: Path) -> tuple[str, ...]:
    """The lemmas of the words that a Dutch noun is made of; of any other word, the word itself.

    Parameters
    ----------
    lemma : str
        A lemma in lower case.
    models : Path
        The models folder, where HanTa's tables lie.
    """
    return _splitter(models).split(lemma)
