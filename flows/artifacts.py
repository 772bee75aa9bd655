"""What a researcher reads in Prefect's own pages after a run: counts and themes, never the text of an answer."""

from __future__ import annotations

from math import isnan
from pathlib import Path
from typing import Any

from prefect.artifacts import create_markdown_artifact, create_table_artifact

from textmining.tables import FATES
from textmining.workspace import read_table

__all__ = ["show_accounting", "show_edition", "show_themes"]

_FATES_IN_DUTCH = dict(zip(FATES, ("inhoudelijk", "niet gevraagd", "leeg", "geen inhoud"), strict=True))


def show_accounting(study_id: str, cleaning: Path) -> None:
    """Publish a table with what became of every answer: one row per question and wave."""
    ledger = read_table(cleaning, "ledger")
    counts = ledger.groupby(["question", "wave"])["fate"].value_counts().unstack(fill_value=0)
    rows: list[dict[str, Any]] = [
        {
            "vraag": question,
            "meting": wave,
            **{dutch: int(row.get(fate, 0)) for fate, dutch in _FATES_IN_DUTCH.items()},
            "totaal": int(row.sum()),
        }
        for (question, wave), row in counts.iterrows()
    ]
    create_table_artifact(rows, key=f"{_slug(study_id)}-antwoorden", description="Wat er van elk antwoord is geworden")


def show_themes(study_id: str, codebook: Path) -> None:
    """Publish the themes of each question, the largest first."""
    themes = read_table(codebook, "themes").sort_values(["question", "n_respondents"], ascending=[True, False])
    lines = ["# Voorgestelde thema's", "Nog niet door een codeur beoordeeld.", ""]
    for question, part in themes.groupby("question", sort=False):
        lines += [f"## {question}", "| thema | deelnemers | stabiliteit |", "| --- | ---: | ---: |"]
        for theme in part.to_dict("records"):
            label = theme["label"].replace("|", " ")
            stability = "" if isnan(theme["stability"]) else f"{theme['stability']:.2f}".replace(".", ",")
            lines.append(f"| {label} | {theme['n_respondents']} | {stability} |")
        lines.append("")
    create_markdown_artifact("\n".join(lines), key=f"{_slug(study_id)}-themas", description="Thema's per vraag")


def show_edition(study_id: str, edition: dict[str, Any]) -> None:
    """Say which edition was published and where its portal is."""
    kind = "concept: nog niet ondertekend" if edition["concept"] else "ondertekend"
    text = f"# Editie {edition['edition']}\n\n{kind}\n\nPortaal: `{edition['portal']}`"
    create_markdown_artifact(text, key=f"{_slug(study_id)}-editie", description="De laatst gepubliceerde editie")


def _slug(text: str) -> str:
    """A key that Prefect takes: lower-case letters, digits and dashes."""
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in text.lower())
