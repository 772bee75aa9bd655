"""Where decisions are written down: a database that only grows (SQLite by default, PostgreSQL by URL)."""

from textmining.codebook.store.store import CollisionError, DecisionStore, Entry

__all__ = ["CollisionError", "DecisionStore", "Entry"]
