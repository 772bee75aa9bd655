"""From segments and their vectors to topics that hold, and the model that assigns them."""

from textmining.topics.discovery import Discovery, discover
from textmining.topics.model import TopicModel

__all__ = ["Discovery", "TopicModel", "discover"]
