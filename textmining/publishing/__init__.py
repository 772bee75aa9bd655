"""From tables to an edition: disclosure control, then the site, workbooks, SPSS file and tables that people use."""

from textmining.publishing.content import EditionContent
from textmining.publishing.writing import publish

__all__ = ["EditionContent", "publish"]
