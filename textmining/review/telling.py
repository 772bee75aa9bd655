"""A decision as a sentence, with links to the themes and the answer that it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from textmining.codebook.decisions import Decision
from textmining.publishing.dutch import whole
from textmining.review.book import Book
from textmining.review.words import MARKS_OF_ANSWERS

__all__ = ["Bit", "Teller", "listed"]

LONGEST = 160
"""Characters of a text of a coder, or of an answer, that a sentence quotes."""

GONE = "een thema dat er niet meer is"


@dataclass(frozen=True, slots=True)
class Bit:
    """A stretch of a sentence; ``href`` is "" where it is no link."""

    text: str
    href: str = ""


Bits = list[Bit]


@dataclass(frozen=True)
class Teller:
    """Tells decisions on one codebook to one visitor.

    Attributes
    ----------
    book : Book
        Themes have the names that they have in it now.
    labels : mapping
        Names of themes that it no longer has.
    viewer : str
        Who reads.
    codes : bool
        Whether the reader is one who codes: then what others chose in blind coding stays untold until the reader coded
        that answer too.
    decisions : mapping
        Decisions that others point at, by id.
    here : str
        The answer that the page is about.
    """

    book: Book
    labels: Mapping[str, str] = field(default_factory=dict)
    viewer: str = ""
    codes: bool = False
    decisions: Mapping[int, Decision] = field(default_factory=dict)
    here: str = ""

    def told(self, decision: Decision) -> Bits:
        """What was decided, after "anna ": without a full stop."""
        decision = self.book.mask.decision(decision)
        bits = _TELL[decision.action.kind](self, decision, decision.action)
        return [bit for bit in bits if bit.text]

    def theme(self, theme_id: str | None) -> Bit:
        """A theme by its name, as a link where it has a page."""
        known = self.book.codebook.themes.get(theme_id or "")
        if known is not None:
            return Bit(f"‘{known.label}’", f"/thema/{quote(known.id, safe='')}")
        label = self.labels.get(theme_id or "")
        return Bit(f"‘{label}’" if label else GONE)

    def themes(self, theme_ids: Iterable[str]) -> Bits:
        """Themes by name, the last after "en"."""
        return listed([self.theme(theme) for theme in theme_ids])

    def answer(self, answer_id: str | None) -> Bits:
        """An answer by its first words, as a link where it has a page."""
        if answer_id and answer_id == self.here:
            return [Bit("dit antwoord")]
        known = self.book.material.answers.get(answer_id or "")
        if known is None:
            return [Bit("een antwoord dat er niet meer is")]
        return [Bit("het antwoord "), Bit(f"“{short(known.text, 80)}”", f"/antwoord/{quote(known.id, safe='')}")]

    def hides(self, decision: Decision) -> bool:
        """Whether the reader may not know yet what another chose."""
        if not self.codes or decision.actor == self.viewer:
            return False
        hands = self.book.codebook.hands.get(decision.action.answer, ())
        blind = decision.action.kind == "code_answer" and decision.action.blind
        if not blind and not any(hand.queue == "double" for hand in hands):
            return False
        return all(hand.coder != self.viewer for hand in hands)


def listed(bits: Iterable[Bit]) -> Bits:
    """Stretches with commas and "en" between them.

    >>> "".join(bit.text for bit in listed([Bit("a"), Bit("b"), Bit("c")]))
    'a, b en c'
    """
    own = list(bits)
    found: Bits = []
    for place, bit in enumerate(own):
        if place:
            found.append(Bit(" en " if place == len(own) - 1 else ", "))
        found.append(bit)
    return found


def short(text: str, most: int = LONGEST) -> str:
    """The beginning of a text, on one line.

    >>> short("geen  tijd om te oefenen", 12)
    'geen tijd…'
    """
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    return f"{line[:most].rpartition(' ')[0] or line[: most - 1]}…"


# --- one function per kind ------------------------------------------------------------------------------------------


def _around(before: str, after: str) -> Callable[[Teller, Decision, Any], Bits]:
    return lambda teller, _, action: [Bit(before), teller.theme(action.theme), Bit(after)]


def _rename(teller: Teller, _: Decision, action: Any) -> Bits:
    known = teller.book.codebook.themes.get(action.theme)
    if known is not None and known.label == action.label:
        return [Bit("gaf een thema de naam "), teller.theme(action.theme)]
    return [Bit("gaf het thema "), teller.theme(action.theme), Bit(f" de naam ‘{action.label}’")]


def _define(teller: Teller, _: Decision, action: Any) -> Bits:
    said = f": “{short(action.definition)}”" if action.definition else ""
    examples = len(action.include) + len(action.exclude)
    more = f", met {whole(examples)} {'voorbeeld' if examples == 1 else 'voorbeelden'}" if examples else ""
    return [Bit("omschreef het thema "), teller.theme(action.theme), Bit(f"{said}{more}")]


def _merge(teller: Teller, _: Decision, action: Any) -> Bits:
    return [Bit("voegde "), *teller.themes(action.themes), Bit(" samen met "), teller.theme(action.into)]


def _split(teller: Teller, _: Decision, action: Any) -> Bits:
    if not action.segments:
        named = f" met de naam ‘{action.label}’" if action.label else ""
        return [
            Bit("maakte van het subthema "),
            teller.theme(action.part),
            Bit(" een zelfstandig thema, los van "),
            teller.theme(action.theme),
            Bit(named),
        ]
    part = teller.theme(action.part)
    made = part if part.href else Bit(f"‘{action.label}’")
    return [Bit(f"splitste {_stretches(action)} van "), teller.theme(action.theme), Bit(" af als "), made]


def _move(teller: Teller, _: Decision, action: Any) -> Bits:
    if action.to is None:
        return [Bit(f"haalde {_stretches(action)} uit {'zijn' if len(action.segments) == 1 else 'hun'} thema")]
    return [Bit(f"verplaatste {_stretches(action)} naar "), teller.theme(action.to)]


def _stretches(action: Any) -> str:
    number = len(action.segments)
    return f"{whole(number)} {'stukje' if number == 1 else 'stukjes'} tekst"


def _new_theme(teller: Teller, _: Decision, action: Any) -> Bits:
    own = teller.theme(action.theme)
    under = [Bit(" onder "), teller.theme(action.parent)] if action.parent else []
    return [Bit("maakte het nieuwe thema "), own if own.href else Bit(f"‘{action.label}’"), *under]


def _note(teller: Teller, _: Decision, action: Any) -> Bits:
    about = [teller.theme(action.theme)] if action.theme else teller.answer(action.answer)
    return [Bit("noteerde bij "), *about, Bit(f": “{short(action.text)}”")]


def _add_theme(teller: Teller, _: Decision, action: Any) -> Bits:
    return [Bit("gaf "), *teller.answer(action.answer), Bit(" het thema "), teller.theme(action.theme)]


def _remove_theme(teller: Teller, _: Decision, action: Any) -> Bits:
    return [Bit("haalde het thema "), teller.theme(action.theme), Bit(" van "), *teller.answer(action.answer)]


def _code_answer(teller: Teller, decision: Decision, action: Any) -> Bits:
    return [Bit("codeerde "), *teller.answer(action.answer), *_chosen(teller, decision)]


def _settle(teller: Teller, decision: Decision, action: Any) -> Bits:
    return [Bit("besloot na verschil over "), *teller.answer(action.answer), *_chosen(teller, decision)]


def _chosen(teller: Teller, decision: Decision) -> Bits:
    if teller.hides(decision):
        return [Bit(" (u ziet de keuze als u het zelf hebt gecodeerd)")]
    return [Bit(": "), *(teller.themes(decision.action.themes) if decision.action.themes else [Bit("geen thema")])]


def _clear_quote(teller: Teller, _: Decision, action: Any) -> Bits:
    if not action.text:
        return [Bit("trok het citaat in van "), *teller.answer(action.answer)]
    return [Bit("gaf een citaat vrij uit "), *teller.answer(action.answer)]


def _report_personal(teller: Teller, _: Decision, action: Any) -> Bits:
    return [Bit("meldde een persoonsgegeven in "), *teller.answer(action.answer)]


def _mark_answer(teller: Teller, _: Decision, action: Any) -> Bits:
    return [Bit("markeerde "), *teller.answer(action.answer), Bit(f" als {MARKS_OF_ANSWERS[action.mark]}")]


def _undo(teller: Teller, _: Decision, action: Any) -> Bits:
    undone = teller.decisions.get(action.decision)
    what = f"besluit {action.decision}"
    if undone is None or undone.action.kind == "undo":
        return [Bit(f"maakte {what} ongedaan")]
    return [Bit(f"maakte {what} ongedaan ({undone.actor} "), *teller.told(undone), Bit(")")]


def _restore(_: Teller, __: Decision, action: Any) -> Bits:
    return [Bit(f"zette het codeboek terug naar hoe het was na besluit {action.decision}")]


def _sign_off(_: Teller, __: Decision, action: Any) -> Bits:
    return [Bit(f"ondertekende versie {action.number} van het codeboek")]


def _resolve(teller: Teller, _: Decision, action: Any) -> Bits:
    if action.by is None or action.by == action.theme:
        return [Bit("keek na wat er met "), teller.theme(action.theme), Bit(" was gebeurd en liet het zoals het is")]
    return [Bit("besloot dat "), teller.theme(action.theme), Bit(" voortaan "), teller.theme(action.by), Bit(" is")]


_TELL: dict[str, Callable[[Teller, Decision, Any], Bits]] = {
    "accept": _around("stelde het thema ", " vast"),
    "reject": _around("wees het thema ", " af"),
    "rename": _rename,
    "define": _define,
    "merge": _merge,
    "split": _split,
    "move": _move,
    "new_theme": _new_theme,
    "note": _note,
    "add_theme": _add_theme,
    "remove_theme": _remove_theme,
    "code_answer": _code_answer,
    "settle": _settle,
    "clear_quote": _clear_quote,
    "report_personal": _report_personal,
    "mark_answer": _mark_answer,
    "undo": _undo,
    "restore": _restore,
    "sign_off": _sign_off,
    "resolve": _resolve,
}
