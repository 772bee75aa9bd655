"""What a researcher reads in Prefect's own pages after a run: counts and themes, never the text of an answer."""

from __future__ import annotations

from math import isnan
from pathlib import Path
from typing import Any

from prefect.artifacts import create_markdown_artifact

from textmining.publishing.data_markdown import as_markdown
from textmining.publishing.data_report import data_report, describe
from textmining.study import Study
from textmining.workspace import read_table

__all__ = ["show_data", "show_edition", "show_themes"]


def show_data(study: Study, cleaning: Path) -> None:
    """Publish what came in, in numbers: fates, rules, lengths, languages, copies and redactions."""
    tables = {name: read_table(cleaning, name) for name in ("ledger", "answers", "set_aside")}
    report = data_report(describe(tables), study)
    create_markdown_artifact(
        as_markdown(report, study), key=f"{_slug(study.id)}-gegevens", description="De antwoorden in getallen"
    )


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
