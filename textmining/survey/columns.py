"""Which columns a study names, and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from textmining.study import Study

__all__ = ["Use", "uses"]


@dataclass(frozen=True)
class Use:
    """One mention of a column in the study file; ``waves`` is None where it counts for all."""

    column: str
    where: str
    waves: tuple[str, ...] | None = None

    def in_wave(self, wave: str) -> bool:
        """Whether the column is read in a wave."""
        return self.waves is None or wave in self.waves


def uses(study: Study) -> Iterator[Use]:
    """Every mention of a column, in the order of the study file; keys of [missing] aside."""
    for key, column in study.columns:
        if column is not None:
            yield Use(column, f"[columns] {key}")
    for group in study.groups:
        yield Use(group.column, f"[[groups]] {group.id}", group.waves)
    for scale in study.scales:
        for item in scale.items:
            yield Use(item, f"[[scales]] {scale.id}", scale.waves)
    for closed in study.closed:
        yield Use(closed.column, f"[[closed]] {closed.id}", closed.waves)
    for question in study.questions:
        yield Use(question.column, f"[[questions]] {question.id}", question.waves)
        if question.asked:
            yield Use(question.asked.column, f"[[questions]] {question.id}: asked", question.waves)
