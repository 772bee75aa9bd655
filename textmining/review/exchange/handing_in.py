"""Reading a file that comes back: an edited workbook, or a project that was coded in another program."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmining.codebook import decisions as d
from textmining.codebook.decisions import Decision
from textmining.codebook.state import Base
from textmining.errors import Problem, StageError, UsageError
from textmining.review.exchange.judging import Wanted
from textmining.review.exchange.moments import Found, Moment, Olds, bases_of, moment_of

if TYPE_CHECKING:
    from textmining.codebook.exchange import EditedWorkbook, ReadProject

__all__ = ["HandedIn", "read_project_file", "read_workbook", "typographic"]

MOST_TOLD = 200


@dataclass(frozen=True)
class HandedIn:
    """What a file asks for.

    Attributes
    ----------
    name : str
        Of the file.
    wanted : mapping
        Codebook to its changes, in the order in which they are to be applied.
    unread : tuple of str
        In Dutch, what is not taken over.
    since : int
        The last decision that the file knew of.
    bases : mapping
        Codebook to what discovery had proposed when the file was made.
    """

    name: str
    wanted: Mapping[str, tuple[Wanted, ...]]
    unread: tuple[str, ...]
    since: int
    bases: Mapping[str, Base]


def read_workbook(
    data: bytes, name: str, founds: Iterable[Found], log: Sequence[Decision], olds: Olds, *, codebook: str | None = None
) -> HandedIn:
    """Read what was changed in a workbook since it was made.

    Parameters
    ----------
    data : bytes
    name : str
        Of the file.
    founds : iterable of Found
        Results that it may have been made of, the newest first.
    log : sequence of Decision
        Of the whole study, oldest first.
    olds : callable
    codebook : str, optional
        The one that it must be of.

    Raises
    ------
    UsageError
        In Dutch, if it cannot be read, is of another study or codebook, or of a moment that is not there any more.
    StageError
        If no themes were found yet.
    """
    from textmining.codebook.exchange import open_workbook, read_changes

    book = open_workbook(data, name)
    moment = None
    for moment in _moments(book, founds, log, olds, codebook):
        if moment.content.fingerprint(moment.origin) == book.fingerprint:
            break
    if moment is None:
        raise StageError("no themes yet; find them with: textmining code STUDY")
    edits = read_changes(book, moment.origin, moment.content)  # which refuses it where no moment was the right one
    changes = tuple(
        Wanted(one.action, f"{one.sheet}, rij {one.row}, kolom {one.column}", one.before, one.after)
        for one in edits.changes
    )
    unread = tuple(typographic(str(one)) for one in edits.unread)
    return HandedIn(name, {moment.name: changes}, unread, moment.last, {moment.name: moment.base})


def _moments(
    book: EditedWorkbook, founds: Iterable[Found], log: Sequence[Decision], olds: Olds, codebook: str | None
) -> Iterator[Moment]:
    """The moment that a workbook says it is of, in each of the results."""
    last = max((one.id for one in log), default=0)
    told = book.origin.version
    version = int(told) if told.isascii() and told.isdigit() and len(told) < 13 else -1
    for found in founds:
        bases = bases_of(found)
        base = bases.get(codebook if codebook is not None else book.origin.codebook)
        if base is None:
            what = f"is van codeboek {book.origin.codebook[:60]!r}, en dat heeft dit onderzoek niet."
            raise UsageError(Problem(book.name, what, "Lever het in bij het onderzoek waarvan het is."))
        yield moment_of(found, base, log, version if version <= last else -1, olds)


def read_project_file(data: bytes, name: str, now: Sequence[Moment]) -> HandedIn:
    """Read the codings that people added to a REFI-QDA project in another program.

    A coding that this system exported tells its confidence, and other programs keep that: it is not new, and where it
    is no longer in the file nothing is taken away, since a program may also have dropped it.

    Parameters
    ----------
    data : bytes
    name : str
        Of the file.
    now : sequence of Moment
        Every codebook of the study.

    Raises
    ------
    UsageError
        In Dutch, if it cannot be read or is far larger than a project is.
    """
    import pandas as pd

    from textmining.codebook.exchange import read_project

    themes = pd.concat([one.themes for one in now], ignore_index=True)
    answers = {answer: one for one in now for answer in one.answers["answer_id"]}
    read = read_project(data, name, study=now[0].study.id, known=themes, answers=answers)
    reading = _Reading(now, answers, read)
    wanted = reading.wanted()
    unread = [typographic(one) for one in (*map(str, read.unread), *reading.told())]
    if len(unread) > MOST_TOLD:
        unread = [*unread[:MOST_TOLD], f"En nog {len(unread) - MOST_TOLD} andere punten."]
    return HandedIn(name, wanted, tuple(unread), 0, {one.name: one.base for one in now})


def typographic(text: str) -> str:
    """A message with the quotation marks that people read.

    >>> typographic("2 thema's heten 'Tijd'.")
    '2 thema’s heten ‘Tijd’.'
    """
    return _QUOTED.sub(r"‘\1’", _APOSTROPHE.sub("’", text))


_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_QUOTED = re.compile(r"'([^']*)'")


class _Reading:
    """Tells the codings of a project that are new from those that cannot be taken over."""

    def __init__(self, now: Sequence[Moment], answers: Mapping[str, Moment], read: ReadProject) -> None:
        self.answers, self.read = answers, read
        self.codebook_of = {theme: one.name for one in now for theme in one.themes["theme_id"]}
        self.labels = {
            str(theme): str(label)
            for one in now
            for theme, label in one.themes[["theme_id", "label"]].itertuples(index=False)
        }
        self.problems: Counter[str] = Counter()

    def wanted(self) -> dict[str, tuple[Wanted, ...]]:
        """New codings by codebook, in the order of the file."""
        as_exported = self._unchanged_texts()
        named = dict(zip(self.read.themes["theme_id"], self.read.themes["label"], strict=True))
        found: dict[str, dict[tuple[str, str], Wanted]] = {}
        columns = ["answer_id", "theme_id", "source", "confidence"]
        for answer, theme, source, confidence in self.read.codings[columns].itertuples(index=False, name=None):
            if source != "coder" or not math.isnan(confidence):  # told with its confidence: exported from here
                continue
            if answer not in self.answers:
                self.problems[f"tekst {answer[:60]!r} is geen antwoord van dit onderzoek."] += 1
            elif answer not in as_exported:
                self.problems[f"de tekst van antwoord {answer[:60]!r} is anders dan hier."] += 1
            elif theme not in self.codebook_of:
                told = f"code {str(named.get(theme, theme))[:60]!r} is hier geen thema; maak het eerst aan."
                self.problems[told] += 1
            elif self.codebook_of[theme] != self.answers[answer].name:
                self.problems[f"code {self.labels[theme][:60]!r} hoort bij een andere vraag."] += 1
            else:
                change = Wanted(d.AddTheme(answer=answer, theme=theme), f"antwoord {answer}", "", self.labels[theme])
                found.setdefault(self.codebook_of[theme], {}).setdefault((answer, theme), change)
        return {codebook: tuple(own.values()) for codebook, own in found.items()}

    def told(self) -> list[str]:
        """What is not taken over."""
        lines = [
            f"{what} {count} {'codering is' if count == 1 else 'coderingen zijn'} overgeslagen."
            for what, count in self.problems.items()
        ]
        for theme, label in self.read.themes[["theme_id", "label"]].itertuples(index=False):
            if theme in self.labels and label != self.labels[theme]:
                lines.append(
                    f"thema {self.labels[theme]!r} heet in het bestand {str(label)[:120]!r}. "
                    "Namen worden niet overgenomen; wijzig de naam in de reviewapp of de werkmap."
                )
        gone = self._gone()
        if gone:
            lines.append(
                f"{gone} coderingen van nu staan niet in het bestand. Er wordt niets weggehaald; doe dat in de "
                "reviewapp of de werkmap."
            )
        return lines

    def _unchanged_texts(self) -> set[str]:
        from textmining.codebook.exchange.qdpx import plain_source

        ours = {
            answer: text
            for one in dict.fromkeys(self.answers.values())
            for answer, text in one.answers[["answer_id", "text"]].itertuples(index=False)
        }
        texts = self.read.answers[["answer_id", "text"]].itertuples(index=False)
        return {
            answer
            for answer, text in texts
            if answer in ours and plain_source(text).split() == plain_source(ours[answer]).split()
        }

    def _gone(self) -> int:
        """Codings of answers that are in the file, and are not."""
        there = set(self.read.codings[["answer_id", "theme_id"]].itertuples(index=False, name=None))
        return sum(
            (answer, theme) not in there
            for answer in self.read.answers["answer_id"]
            if answer in self.answers
            for theme in self.answers[answer].mentions.get(answer, ())
        )
