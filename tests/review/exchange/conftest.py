"""A finished study with an empty log, and what a coder does with its workbook in between."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.review.finished import finish, reopen, write_study
from textmining.codebook.decisions import Decision
from textmining.codebook.store import DecisionStore
from textmining.project import Project
from textmining.review.exchange import writing
from textmining.review.exchange.intake import plan_workbook
from textmining.review.exchange.moments import Moment
from textmining.review.exchange.plans import Plan, carry_out
from textmining.review.exchange.reading import read_moments

Edit = Callable[[Any, Any], None]

__all__ = ["Desk", "Edit", "edited", "zipped"]


def edited(data: bytes, edit: Edit) -> bytes:
    """A workbook after a coder edited the sheets "Codeboek" and "Coderingen"."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    edit(book["Codeboek"], book["Coderingen"])
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def zipped(name: str, data: bytes, *, told: int | None = None) -> bytes:
    """An archive with one part; ``told`` is the size that it claims to have."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    size = len(data).to_bytes(4, "little")
    return made.getvalue() if told is None else made.getvalue().replace(size, told.to_bytes(4, "little"))


@dataclass(frozen=True)
class Desk:
    """A study, its log, and coders who export, edit and import."""

    project: Project
    store: DecisionStore

    def now(self, codebook: str = "weg") -> Moment:
        return read_moments(self.project, self.store, [codebook])[1][0]

    def workbook(self) -> bytes:
        return writing.workbook(self.now())

    def decide(self, actor: str, *actions: Any) -> list[Decision]:
        fit = self.now().base.fit
        return [self.store.append("weg", action, actor=actor, seen=self.store.last(), fit=fit) for action in actions]

    def plan(self, data: bytes, actor: str | None = "anna", name: str = "weg.xlsx") -> Plan:
        return plan_workbook(self.project, self.store, data, name, actor)

    def take_over(self, data: bytes, actor: str = "anna") -> list[Decision]:
        return carry_out(self.plan(data, actor), self.store, actor)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study file of a study that is finished and small: a workbook of it is made and read in no time."""
    study = write_study(tmp_path_factory.mktemp("small"))
    finish(study, answers=90, themes=6)
    return study


@pytest.fixture
def desk(small: Path, tmp_path: Path) -> Iterator[Desk]:
    store = DecisionStore.open(tmp_path / "review.sqlite")
    yield Desk(reopen(small), store)
    store.close()
