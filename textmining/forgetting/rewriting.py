"""The files of ``onderzoek/`` that are no tables of the contract, made again without some respondents."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from textmining.forgetting.filtering import only_others
from textmining.publishing import EditionContent, Names, write_research_workbook
from textmining.study import Study
from textmining.survey import Forgotten
from textmining.tables import COLUMNS

__all__ = ["csv_bytes", "sav_bytes", "workbook_bytes"]


def sav_bytes(path: Path, forgotten: Forgotten) -> bytes:
    """An SPSS file with a row per respondent, without those; labels of values that only they had go too."""
    import pyreadstat

    before, meta = pyreadstat.read_sav(path)
    frame = only_others(before, forgotten)
    value_labels = {
        name: {code: label for code, label in labels.items() if code not in set(before[name]) - set(frame[name])}
        for name, labels in meta.variable_value_labels.items()
    }
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".part-") as folder:
        target = Path(folder) / path.name
        pyreadstat.write_sav(
            frame,
            target,
            file_label=meta.file_label or "",
            note=list(meta.notes),
            column_labels=meta.column_names_to_labels,
            variable_value_labels=value_labels,
            variable_measure={str(name): str(measure) for name, measure in meta.variable_measure.items()},
            variable_format=dict.fromkeys(value_labels, "F8.0"),
        )
        return target.read_bytes()


def workbook_bytes(path: Path, study: Study, record: Mapping[str, Any], tables: Mapping[str, pd.DataFrame]) -> bytes:
    """The workbook of researchers, made from tables that these respondents were taken out of.

    Parameters
    ----------
    path : Path
        Where the workbook is; a folder beside it is written to.
    study : Study
        For what questions and groups are called.
    record : mapping
        The manifest of the edition.
    tables : mapping
        Those of the contract.
    """
    labels = pd.DataFrame(columns=list(COLUMNS["labels"]))  # these sheets have no order of groups
    content = EditionContent(
        study=study,
        edition_id=str(record["edition"]),
        concept=bool(record["concept"]),
        tables={**tables, "labels": labels},
        facts={},
    )
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".part-") as folder:
        target = Path(folder) / path.name
        write_research_workbook(content, Names.of(study, labels), target)
        return target.read_bytes()


def csv_bytes(path: Path, forgotten: Forgotten, answers: pd.Series) -> bytes:
    """A .csv as editions have them, without rows of these respondents and of answers that are no more.

    Parameters
    ----------
    answers : Series of str
        The answers that are left.
    """
    frame = pd.read_csv(path, sep=";", dtype="str", keep_default_na=False, encoding="utf-8-sig")
    frame = only_others(frame, forgotten, answers)
    text: str = frame.to_csv(sep=";", index=False)
    return text.encode("utf-8-sig")
