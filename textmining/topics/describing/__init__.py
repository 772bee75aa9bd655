"""How topics are presented to coders: label, words, description, examples, and what makes them suspect."""

from textmining.topics.describing.describe import TopicDescription, describe

__all__ = ["TopicDescription", "describe"]
