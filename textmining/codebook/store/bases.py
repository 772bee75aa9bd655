"""What discovery proposed, as the database keeps it."""

from __future__ import annotations

import json
from collections.abc import Collection

from textmining.codebook.state import Base, CodeTheme

__all__ = ["base_from", "base_json", "without"]


def base_json(base: Base) -> str:
    """A base as text; definitions and marks are not needed to compare it with another."""
    themes = [[t.id, t.label, t.parent, t.words, t.origin, t.stability] for t in base.themes.values()]
    segments = [[segment, theme, base.answer_of[segment]] for segment, theme in base.placement.items()]
    centres = {theme: [round(float(x), 6) for x in centre] for theme, centre in base.centres.items()}
    return json.dumps({"themes": themes, "segments": segments, "centres": centres}, ensure_ascii=False)


def base_from(fit: str, codebook: str, text: str) -> Base:
    """The base that ``base_json`` wrote."""
    import numpy as np

    data = json.loads(text)
    themes = {
        theme: CodeTheme(theme, label, parent=parent, words=words, origin=origin, stability=stability)
        for theme, label, parent, words, origin, stability in data["themes"]
    }
    placement = {segment: theme for segment, theme, _ in data["segments"]}
    answer_of = {segment: answer for segment, _, answer in data["segments"]}
    return Base(fit, codebook, themes, placement, answer_of, {t: np.array(c) for t, c in data["centres"].items()})


def without(text: str, gone: Collection[str]) -> str:
    """A base without the segments and answers of respondents who are forgotten."""
    data = json.loads(text)
    data["segments"] = [one for one in data["segments"] if one[0] not in gone and one[2] not in gone]
    return json.dumps(data, ensure_ascii=False)
