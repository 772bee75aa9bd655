"""The map of a question: its segments as points, for the research team with text, for anyone with themes only."""

from textmining.publishing.map.picture import picture_png
from textmining.publishing.map.points import MapTheme, QuestionMap, public_maps, research_maps

__all__ = ["MapTheme", "QuestionMap", "picture_png", "public_maps", "research_maps"]
