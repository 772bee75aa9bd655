"""From segments and their vectors to topics that hold, and the model that assigns them."""

from textmining.topics.discovery import Discovery, ExpectedTexts, discover
from textmining.topics.drift import drift
from textmining.topics.model import TopicModel
from textmining.topics.stage import QuestionTopics, topics_of

__all__ = ["Discovery", "ExpectedTexts", "QuestionTopics", "TopicModel", "discover", "drift", "topics_of"]
