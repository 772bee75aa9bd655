"""Words about persons that coders reported: left out of whatever is shown, until the next run redacts them for good."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from textmining.cleaning.redaction import PLACEHOLDER, Redactor, StudyNames
from textmining.cleaning.redaction.study_names import FREE, NameMatcher
from textmining.codebook import decisions as d
from textmining.codebook.folding import undone_in
from textmining.codebook.state import Base, Codebook, CodeTheme

__all__ = ["Mask", "Masked", "reported_in"]


def reported_in(log: Sequence[d.Decision]) -> tuple[str, ...]:
    """The words that reports in a log ask to redact, each once, in the order of the alphabet.

    Parameters
    ----------
    log : sequence of Decision
        Of all codebooks; reports and undos are enough.
    """
    undone = undone_in(log)
    reports = [one for one in log if isinstance(one.action, d.ReportPersonal) and one.id not in undone]
    return tuple(sorted({one.action.text for one in reports}))


@dataclass(frozen=True)
class Masked:
    """A text without the reported words.

    Attributes
    ----------
    text : str
    stretches : tuple of (start, end, start, end)
        Where words stood in the text as it was, and where their placeholders stand in ``text``.
    """

    text: str
    stretches: tuple[tuple[int, int, int, int], ...] = ()

    def at(self, place: int) -> int:
        """Where a place of the text as it was is in ``text``; one inside of words is behind their placeholder."""
        shift = 0
        for start, end, _, new_end in self.stretches:
            if place <= start:
                break
            if place < end:
                return new_end
            shift = new_end - end
        return place + shift


class Mask:
    """Leaves reported words out of texts that were redacted before, as the next run will.

    Parameters
    ----------
    words : iterable of str
        What coders reported.
    names : StudyNames
        Names that the study brings itself: those that are free (a product, an author) stay.

    Notes
    -----
    It redacts with the reported words alone, by the rules of ``cleaning.redaction``; what the recognisers of the next
    run find beside them is not left out here. Where a text names several persons their numbers may differ.
    """

    def __init__(self, words: Iterable[str] = (), names: StudyNames | None = None) -> None:
        self.words = tuple(words)
        free = StudyNames(tuple(name for name in (names or StudyNames()).names if name.kind == FREE))
        known = free.with_persons(self.words)
        self._names = NameMatcher(known)
        self._redactor = Redactor(known, None, None, known.id)
        self._seen: dict[str, str] = {}

    def __bool__(self) -> bool:
        return bool(self.words)

    def masked(self, text: str) -> Masked:
        """A text without the words, and where they stood."""
        if not self or not self._names.find(text)[0]:  # most texts hold none: that is seen without any other rule
            return Masked(text)
        (result,) = self._redactor.redact([text])
        stretches, shift = [], 0
        for mention in result.mentions:
            label = PLACEHOLDER.match(result.text, mention.start + shift)
            end = label.end() if label else mention.start + shift
            stretches.append((mention.start, mention.end, mention.start + shift, end))
            shift = end - mention.end
        return Masked(result.text, tuple(stretches))

    def text(self, text: str) -> str:
        """A short text (a label, a note) without the words."""
        if not self:
            return text
        if text not in self._seen:
            self._seen[text] = self.masked(text).text
        return self._seen[text]

    def texts(self, texts: Iterable[str]) -> tuple[str, ...]:
        """Short texts without the words."""
        return tuple(map(self.text, texts))

    def theme(self, theme: CodeTheme) -> CodeTheme:
        """A theme whose label, words and description do not hold the words."""
        return replace(
            theme,
            label=self.text(theme.label),
            words=self.text(theme.words),
            definition=self.text(theme.definition),
            include=self.texts(theme.include),
            exclude=self.texts(theme.exclude),
        )

    def themes(self, themes: Mapping[str, CodeTheme]) -> dict[str, CodeTheme]:
        """Themes whose texts do not hold the words."""
        return {theme_id: self.theme(theme) for theme_id, theme in themes.items()}

    def base(self, base: Base) -> Base:
        """A proposal that does not hold the words."""
        themes = self.themes(base.themes) if self else base.themes
        return base if themes == base.themes else replace(base, themes=themes)

    def codebook(self, codebook: Codebook) -> Codebook:
        """A codebook that does not hold the words; what is reported itself stays."""
        if not self:
            return codebook
        return replace(
            codebook,
            base=self.base(codebook.base),
            themes=self.themes(codebook.themes),
            quotes={answer: self.text(quote) for answer, quote in codebook.quotes.items()},
            notes=tuple((one, theme, answer, self.text(text)) for one, theme, answer, text in codebook.notes),
        )

    def decision(self, decision: d.Decision) -> d.Decision:
        """A decision whose texts, and the words that it reports, are left out."""
        if not self:
            return decision
        action, told = decision.action, dict[str, Any]()
        for name in ("label", "definition", "text"):
            if getattr(action, name, None):
                told[name] = self.text(getattr(action, name))
        for name in ("include", "exclude"):
            if hasattr(action, name):
                told[name] = self.texts(getattr(action, name))
        return replace(decision, action=action.model_copy(update=told), reason=self.text(decision.reason))
