"""How far coders are, and how long an answer takes them."""

from textmining.review.progress.progress import CoderWork, Progress, Sampled, progress_of
from textmining.review.progress.work import Deed, Work

__all__ = ["CoderWork", "Deed", "Progress", "Sampled", "Work", "progress_of"]
