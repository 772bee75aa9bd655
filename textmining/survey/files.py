"""One survey file into a table, whatever its format."""

from __future__ import annotations

from textmining.survey.content import SurveyFile
from textmining.survey.delimited import read_delimited
from textmining.survey.source import Source
from textmining.survey.spss import read_spss
from textmining.survey.workbook import read_workbook

__all__ = ["SurveyFile", "read_file"]

_READERS = {".sav": read_spss, ".zsav": read_spss, ".csv": read_delimited, ".xlsx": read_workbook}


def read_file(source: Source) -> SurveyFile:
    """Read a survey file by the suffix of its name.

    Raises
    ------
    SurveyError
        If the file cannot be read as what its suffix says.
    """
    return _READERS[source.path.suffix.lower()](source)
