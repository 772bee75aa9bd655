"""The codebook in and out: Excel for coders, CSV, and REFI-QDA for ATLAS.ti, MAXQDA, NVivo and QualCoder."""

from textmining.codebook.exchange.changes import Change, Edits, Unread
from textmining.codebook.exchange.delimited import codings_csv, themes_csv
from textmining.codebook.exchange.origin import Content, Origin
from textmining.codebook.exchange.qdpx import write_codebook, write_project
from textmining.codebook.exchange.qdpx_reading import ReadProject, read_project
from textmining.codebook.exchange.workbook import write_workbook
from textmining.codebook.exchange.workbook_reading import EditedWorkbook, open_workbook, read_changes

__all__ = [
    "Change",
    "Content",
    "EditedWorkbook",
    "Edits",
    "Origin",
    "ReadProject",
    "Unread",
    "codings_csv",
    "open_workbook",
    "read_changes",
    "read_project",
    "themes_csv",
    "write_codebook",
    "write_project",
    "write_workbook",
]
