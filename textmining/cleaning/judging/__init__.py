"""Is an answer an answer? Non-answers by rules for what is said, and by likeness to examples for how it is spelled.

Only a whole answer is ever judged, and each by itself: "geen" is none, "geen tijd" is an answer.
"""

from __future__ import annotations

from textmining.cleaning.judging.forms import normal_form
from textmining.cleaning.judging.verdicts import Verdict, judge

__all__ = ["Verdict", "judge", "normal_form"]
