"""From tables to an edition: disclosure control, then the site, workbooks, SPSS file and tables that people use."""

from textmining.publishing.content import EditionContent, Names
from textmining.publishing.writing import publish, write_research_workbook

__all__ = ["EditionContent", "Names", "publish", "write_research_workbook"]
