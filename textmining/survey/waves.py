"""The part of a file that is one wave, under the names that the study uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from textmining.study import Study, Wave, nearest, normal_code
from textmining.survey.columns import uses
from textmining.survey.content import SurveyFile, listed, quoted
from textmining.survey.report import Report
from textmining.survey.values import codes, in_order, respondent_ids

__all__ = ["WaveData", "read_wave", "report_missing_codes", "report_stray_rows"]


@dataclass(frozen=True)
class WaveData:
    """One wave.

    ``frame`` has one row per respondent and one column per name that the study uses in this wave, with the codes of
    [missing] null; ``ids`` are the respondents' ids as text, ``rows`` the numbers of those rows in ``file``.
    """

    wave: Wave
    file: SurveyFile
    frame: pd.DataFrame
    ids: pd.Series
    rows: np.ndarray[tuple[int], np.dtype[np.int64]]

    @property
    def id(self) -> str:
        """The id of the wave."""
        return self.wave.id

    def column(self, name: str | None) -> pd.Series:
        """A column by the name that the study uses; all null where this wave has none."""
        if name is not None and name in self.frame:
            return self.frame[name]
        return pd.Series(None, index=self.frame.index, dtype="str")

    def value_labels(self, name: str) -> Mapping[str, str]:
        """The file's own value labels of a column."""
        return self.file.value_labels.get(self.wave.columns.get(name, name), {})

    def is_nominal(self, name: str) -> bool:
        """Whether the file calls a column nominal."""
        return self.wave.columns.get(name, name) in self.file.nominal


def read_wave(study: Study, wave: Wave, file: SurveyFile, report: Report) -> WaveData | None:
    """Cut one wave out of its file; None, with a problem in the report, where it has no rows.

    A column that the study names and the file lacks is a problem; ``columns = {name = ""}`` says that it lacks.
    """
    found: dict[str, str] = {}
    for use in uses(study):
        if not use.in_wave(wave.id):
            continue
        name = wave.columns.get(use.column, use.column)
        if name == "" and use.where != "[columns] respondent":
            continue
        if name in file.frame:
            found[use.column] = name
        else:
            renamed = f" ({use.column!r} in the study)" if name != use.column else ""
            report.problem(
                file.name,
                f"column {name!r}{renamed} named in {use.where} is not in the file.",
                nearest(name, map(str, file.frame.columns), kind="Columns")
                or f'If wave {wave.id} has no such column, say so under [[waves]]: columns = {{"{use.column}" = ""}}.',
            )
    known = {use.column for use in uses(study)}
    for name in wave.columns:
        if name not in known:
            report.notice(
                f"[[waves]] {wave.id}", f"columns renames {name!r}, which the study does not use.", nearest(name, known)
            )
    chosen = np.ones(len(file.frame), dtype=bool)
    if study.columns.wave in found:
        values = codes(file.frame[found[study.columns.wave]])
        chosen = (values == normal_code(wave.id)).to_numpy()
        if not chosen.any():
            report.problem(
                file.name,
                f"no row has {wave.id!r} in column {found[study.columns.wave]!r} ([columns] wave).",
                f"Found there: {listed(map(quoted, in_order(values))) or 'nothing'}.",
            )
            return None
    frame = pd.DataFrame({name: file.frame.loc[chosen, source] for name, source in found.items()})
    for name, gone in study.missing.items():
        if name in frame:
            frame[name] = frame[name].mask(codes(frame[name]).isin([normal_code(code) for code in gone]))
    frame = frame.reset_index(drop=True)
    ids = pd.Series(None, index=frame.index, dtype="str")
    if study.columns.respondent in found:
        ids = respondent_ids(frame[study.columns.respondent])
    return WaveData(wave, file, frame, ids, file.rows[chosen])


def report_stray_rows(study: Study, files: Mapping[str, SurveyFile], report: Report) -> None:
    """Notice the rows of a file that belong to no wave of the study."""
    if study.columns.wave is None:
        return
    for file in files.values():
        waves = [wave for wave in study.waves if wave.file == file.name]
        names = {wave.columns.get(study.columns.wave, study.columns.wave) for wave in waves}
        if len(names) != 1 or not names <= set(file.frame.columns):
            continue
        values = codes(file.frame[names.pop()])
        stray = ~values.isin([normal_code(wave.id) for wave in waves])
        if stray.any():
            found = listed(map(quoted, in_order(values[stray]))) or "nothing"
            report.notice(file.name, f"{int(stray.sum())} rows belong to no wave (they hold {found}).")


def report_missing_codes(study: Study, files: Iterable[SurveyFile], report: Report) -> None:
    """Check that the columns of [missing] exist, and notice those that nothing else in the study names."""
    known = {use.column for use in uses(study)}
    held = {str(column) for file in files for column in file.frame.columns}
    renamed = {name for wave in study.waves for name in wave.columns}
    for name in study.missing:
        if name in known:
            continue
        if name in held | renamed:
            report.notice("[missing]", f"column {name!r} is not used in the study.")
        else:
            remedy = nearest(name, [*known, *held], kind="Columns")
            report.problem("[missing]", f"column {name!r} is in no file of the study.", remedy)
