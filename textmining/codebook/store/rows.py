"""A row of the log as a decision."""

from __future__ import annotations

import datetime
import json
from typing import Any

import sqlalchemy as sa

from textmining.codebook.decisions import Decision, action_of

__all__ = ["Row", "decision_of"]

Row = sa.Row[Any]


def decision_of(row: Row) -> Decision:
    """The decision that a row of ``decisions`` holds."""
    action = action_of(json.loads(row.action))
    return Decision(
        row.id, row.codebook, action, row.actor, datetime.datetime.fromisoformat(row.at), row.fit, row.reason
    )
