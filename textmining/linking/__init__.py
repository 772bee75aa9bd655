"""Themes and closed questions per group, with uncertainty that respects how the survey was drawn."""

from textmining.linking.links import Links, contrast_problems, link

__all__ = ["Links", "contrast_problems", "link"]
