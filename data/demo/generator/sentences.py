"""A text for every answer: ideas joined as people join them, personal data included, typed as people type."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from itertools import pairwise

from generator.noise import MARK, Style, broken, curly, html, type_out
from generator.personal import Found, People
from generator.texts import Library, phrases

ENGLISH = 0.022
"""Share of one-theme answers in English, where the theme has English texts left."""
PERSONAL = 0.03
"""Share of theme answers with a sentence that carries personal data, beside the names inside kernels."""
SHORT, KERNEL, HEADED = (0.62, 0.50), (0.12, 0.24), 0.5
"""Share of ideas in a few words, and of hand-written kernels: for the tersest, and what a talkative one has less and
more; the rest fills templates. HEADED is the share of kernels that get the idea in general words before them."""
_QUESTIONS = {"m": "motivatie", "b": "belemmering", "p": "praktijk"}
_NEEDS_SUBJECT = re.compile(
    r"^Ik (ben|heb|wil|zie|vind|weet|krijg|werk|merk|mis|kom|durf|raak|gebruik|laat|begin|film|spreek|zou|geef|doe)\b"
)
_NUMBER = re.compile(
    r"\b(\d{1,2}) (?=(?:minuten|lesuren|lessen|pagina's|werkstukken|weken|dia's|lasfilmpjes|meerkeuzevragen|apps)\b)"
)
_SAYS_WHERE = re.compile(r"[,:(]|\b(bij|in de|voor|binnen|op) ", re.I)


@dataclass(frozen=True)
class Writer:
    """What of a teacher shows in words."""

    style: Style
    wave: str
    domain: str
    avo: bool
    school: str

    @property
    def domains(self) -> set[str]:
        return {self.domain, "avo"} if self.avo else {self.domain}


@dataclass(frozen=True)
class Piece:
    """One idea in words; ``kind`` is "short", "template" or "kernel"."""

    text: str
    kind: str


@dataclass(frozen=True)
class Answer:
    """A finished text, and the personal data in it: (kind, start, end, as it stands there)."""

    text: str
    personal: tuple[tuple[str, int, int, str], ...] = ()


class Sentences:
    """Writes the answers of one run of the generator."""

    def __init__(self, library: Library, rng: random.Random) -> None:
        self.library, self.rng, self.people = library, rng, People(rng)
        self.synonyms = {word: others for others in phrases()["synonyms"]["classes"] for word in others}
        words = sorted(self.synonyms, key=len, reverse=True)
        self.words = re.compile("|".join(rf"(?<![\w-]){re.escape(word)}(?![\w-])" for word in words))

    # --- kinds of answers -------------------------------------------------------------------------------------------

    def themes(self, themes: tuple[str, ...], question: str, who: Writer, *, whole: bool = False) -> Answer:
        """An answer that holds these themes; ``whole`` asks for whole sentences."""
        found: Found = []
        english = self.library.in_english(themes[0], who.wave) if self._chance(ENGLISH) and len(themes) == 1 else None
        if english:
            text = type_out(self.people.marked(english.text, found), who.style, self.rng, dutch=False)
            return self._finish(text, found, who)
        pieces = [self._piece(theme, who, found, len(themes), whole=whole) for theme in themes]
        if len(pieces) == 1 and who.style.wordy > 0.6 and self._chance(0.4):
            more = self._piece(themes[0], who, found, 2, whole=True)
            pieces += [more] if more.kind == "kernel" else []
        self.rng.shuffle(pieces)
        if self._chance(0.5):
            pieces.sort(key=lambda piece: piece.kind != "short")
        text = type_out(self._joined(pieces, question, who), who.style, self.rng)
        if self._chance(PERSONAL):
            text = self.people.added(text, found, who.school)
        return self._finish(text, found, who)

    def one_off(self, question: str, who: Writer) -> Answer:
        """An answer that belongs to no theme, hardly touched."""
        found: Found = []
        text = self.people.marked(self.library.one_off(question, who.wave), found)
        if self._chance(who.style.typos / 2):
            text = type_out(text, who.style, self.rng, dutch=False)
        return self._finish(text, found, who)

    def none(self, who: Writer) -> Answer:
        """ "Geen" or "niets" where that is an answer."""
        text = self.rng.choice(phrases()["non_answers"]["none"])
        if len(text.split()) > 2 and self._chance(0.3):
            text = type_out(text, who.style, self.rng)
        return Answer(text)

    def non_answer(self, question: str) -> Answer:
        """What people fill in to be done; those first in the list are the commonest."""
        pool = phrases()["non_answers"][question]
        text = self.rng.choices(pool, [1 / (i + 4) for i in range(len(pool))])[0]
        return Answer(text.capitalize() if self._chance(0.1) else text)

    # --- one idea ---------------------------------------------------------------------------------------------------

    def _chance(self, share: float) -> bool:
        return self.rng.random() < share

    def _slots(self, who: Writer) -> dict[str, list[str]]:
        own = phrases()["domains"]["avo" if who.avo and self._chance(0.75) else who.domain]
        return {**phrases()["slots"], "opl": own["opl"], "branche": own["branche"], "vakpakket": own["vakpakket"]}

    def _piece(self, theme: str, who: Writer, found: Found, count: int, *, whole: bool) -> Piece:
        wordy = who.style.wordy
        short = 0.0 if whole else SHORT[0] - SHORT[1] * wordy + 0.10 * (count - 1)
        draw = self.rng.random()
        if draw < short:
            return Piece(self._placed(self.library.short(theme, who.wave), theme, who), "short")
        kernel = None
        if whole or draw < short + KERNEL[0] + KERNEL[1] * wordy:
            kernel = self.library.kernel(theme, who.wave, who.domains, wordy)
        if kernel:
            text = self._varied(kernel.text, found)
            return Piece(self._headed(text, theme) if not whole and self._chance(HEADED) else text, "kernel")
        text = self.library.template(theme, who.wave, self._slots(who))
        if self._chance(0.15):
            text = self._without_subject(text)
        return Piece(text if theme[0] == "m" else self._placed(text, theme, who), "template")

    def _placed(self, text: str, theme: str, who: Writer) -> str:
        """Perhaps add where or when."""
        if _SAYS_WHERE.search(text) or not self._chance(0.05 + 0.17 * who.style.wordy):
            return text
        extra = self.library.fill(self.rng.choice(phrases()["extras"][_QUESTIONS[theme[0]]]), self._slots(who))
        return text if _share_a_word(extra, text) else text.rstrip(".!") + extra

    def _varied(self, text: str, found: Found) -> str:
        """A kernel, in slightly other words and with other names once it has been used."""
        if self.library.used["all", text] <= 1:
            return self.people.marked(text, found)

        def other(match: re.Match[str]) -> str:
            word = match.group()
            return self.rng.choice([w for w in self.synonyms[word] if w != word]) if self._chance(0.35) else word

        text = self.words.sub(other, self.people.renamed(text, found))
        text = _NUMBER.sub(lambda m: f"{max(2, int(int(m.group(1)) * self.rng.uniform(0.7, 1.35)))} ", text)
        if self._chance(0.35):
            text = self._without_subject(text)
        return re.sub(r"^(De|Een) (?=\w)", "", text) if self._chance(0.12) else text

    def _headed(self, text: str, theme: str) -> str:
        """The idea in general words first: "Tijdgebrek: ..."."""
        head = self.rng.choice(self.library.heads[theme])
        if _share_a_word(head, text):
            return text
        return head[0].upper() + head[1:] + self.rng.choice(phrases()["joiners"]["head"]) + _uncapitalised(text)

    def _without_subject(self, text: str) -> str:
        """ "Ik wil ..." as "Wil ..."."""
        text = _NEEDS_SUBJECT.sub(r"\1", text)
        return text[0].upper() + text[1:]

    # --- a whole answer ---------------------------------------------------------------------------------------------

    def _joined(self, pieces: list[Piece], question: str, who: Writer) -> str:
        joiners = phrases()["joiners"]
        if len(pieces) > 1 and (who.style.lists or self._chance(0.03)):
            mark = self.rng.choice(joiners["lists"])
            separator = "\n" if self._chance(0.75) else " "
            return separator.join(mark.format(p.text.rstrip("."), i=i) for i, p in enumerate(pieces, start=1))
        text = self._opened(pieces[0], question, who)
        for before, piece in pairwise(pieces):
            kinds = "_".join("short" if p.kind == "short" else "sentence" for p in (before, piece))
            joiner = self.rng.choice(joiners[kinds])
            text = text.removesuffix(".")
            if text[-1] in "!?" and joiner[0] in ".,":
                joiner = joiner[1:]
            new = piece.text if joiner == "\n" else _uncapitalised(piece.text)
            text += joiner + (new[0].upper() + new[1:] if joiner in (". ", " ") and self._chance(0.75) else new)
        if text[-1] not in "?!" and len(text.split()) > 2 and self._chance(0.05 + 0.08 * who.style.wordy):
            closer = self.rng.choice(phrases()["closers"][question])
            text = text.rstrip(".") + ("." if re.match(r" [A-Z]", closer) else "") + closer
        return text

    def _opened(self, first: Piece, question: str, who: Writer) -> str:
        if not self._chance(who.style.opens):
            return first.text
        openers = phrases()["openers"]
        pool = openers["short"] if first.kind == "short" else openers["sentence"] + openers[question]
        return self.library.fill(self.rng.choice(pool), self._slots(who)) + _uncapitalised(first.text)

    def _finish(self, text: str, found: Found, who: Writer) -> Answer:
        """Put the personal data back, break the encoding where this form did, and say where the data stands."""
        how = who.style
        breaks, twice = how.channel == "broken", how.channel == "broken" and self._chance(0.2)
        if how.channel == "html":
            text = html(text, self.rng)
        if how.shouts:
            found = [(kind, value.upper() if kind == "person" else value) for kind, value in found]
        elif how.lower == "all" and self._chance(0.6):
            found = [(kind, value.lower()) for kind, value in found]
        out, personal = "", []
        for part in re.split(r"([\uE000-\uE0FF])", text):
            place = ord(part) - MARK if len(part) == 1 else -1
            private = 0 <= place < len(found)
            shown = found[place][1] if private else curly(part) if how.channel in ("word", "broken") else part
            shown = broken(shown, twice=twice) if breaks else shown
            if private:
                personal.append((found[place][0], len(out), len(out) + len(shown), shown))
            out += shown
        return Answer(out, tuple(personal))


def _share_a_word(one: str, other: str) -> bool:
    """Whether a word of four letters or more is in both."""
    words = [set(re.findall(r"\w{4,}", text.lower())) for text in (one, other)]
    return bool(words[0] & words[1])


def _uncapitalised(text: str) -> str:
    """Without the first capital, unless the word is a name or an abbreviation."""
    word = re.split(r"[\s,.:;]", text, maxsplit=1)[0]
    keep = re.search(r"[A-Z].*[A-Z]|\d", word) or word.strip("'") in phrases()["proper"]["nouns"]
    return text if keep else text[0].lower() + text[1:]
