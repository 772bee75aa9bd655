"""Collecting what is wrong, so that everything is told at once."""

from __future__ import annotations

from collections.abc import Iterable

from textmining.errors import Problem, SurveyError

__all__ = ["Report"]


class Report:
    """Problems, which end the reading of a survey, and notices, which do not; each is kept once, in order."""

    def __init__(self) -> None:
        self._problems: dict[Problem, None] = {}
        self._notices: dict[Problem, None] = {}

    def problem(self, where: str, what: str, remedy: str = "") -> None:
        """Add something that must be put right."""
        self._problems[Problem(where, what, remedy)] = None

    def problems(self, found: Iterable[Problem]) -> None:
        """Add problems that were found elsewhere."""
        self._problems.update(dict.fromkeys(found))

    def notice(self, where: str, what: str, remedy: str = "") -> None:
        """Add something worth knowing."""
        self._notices[Problem(where, what, remedy)] = None

    def notices(self, found: Iterable[Problem]) -> None:
        """Add notices that were made elsewhere."""
        self._notices.update(dict.fromkeys(found))

    @property
    def noticed(self) -> tuple[Problem, ...]:
        """The notices so far."""
        return tuple(self._notices)

    def raise_problems(self) -> None:
        """Raise ``SurveyError`` with all problems, if there are any."""
        if self._problems:
            raise SurveyError(self._problems)
