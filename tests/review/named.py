"""The app of a study in which answers name a person that redaction missed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tests.review.conftest import Served, _served
from tests.review.finished import finish, reopen, write_study
from textmining.review.books import Books
from textmining.review.material.watching import Watched
from textmining.review.site import App
from textmining.study_settings import Review

__all__ = ["ANSWERS", "serve_named"]

ANSWERS = (
    "Vraag het aan jansen, die weet alles van het rooster",
    "Er is geen tijd om te oefenen",
    "Jansens lessen zijn vol; [persoon] helpt niet",
    "De heer Jansen en Piet hebben geen zin",
    "<b>JANSEN</b> zegt dat het niet kan",
    "Janse is een ander, en jansenistisch een woord",
    *(f"Te weinig uren in week {n}" for n in range(4)),
    "Meer tijd van Jansen",
    "Minder werk",
)
"""The last two are to the second question; the others are in one theme."""


def serve_named(with_users: App, folder: Path) -> Iterator[Served]:
    """The app, as the ``served`` fixture gives one."""
    study = write_study(folder)
    finish(study, answers=len(ANSWERS), planted=ANSWERS)
    watched = Watched(lambda: reopen(study))
    source = replace(with_users, books=Books(watched, with_users.books.store))
    yield from _served(study, source, folder / "served", Review())
