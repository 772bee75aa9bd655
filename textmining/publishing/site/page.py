"""What a page is, before it is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["Page", "csv_of"]


@dataclass(frozen=True)
class Page:
    """A page: where it goes in the site, its template and what the template is handed."""

    path: str
    template: str
    title: str
    context: dict[str, Any]

    @property
    def root(self) -> str:
        """What leads from the page to the first page's folder."""
        return "../" * self.path.count("/")


def csv_of(table: str, depth: int) -> str:
    """Address of a public table, seen from a page ``depth`` folders below the site's first page."""
    return f"{'../' * (depth + 1)}tables/{table}.csv"
