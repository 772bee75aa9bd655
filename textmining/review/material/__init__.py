"""What coders look at, in memory: themes, answers and segments as the stages left them. Redacted text only."""

from textmining.review.material.finding import Results, all_results, find_results
from textmining.review.material.material import Answer, Material, Segment, Study
from textmining.review.material.reading import read_material

__all__ = ["Answer", "Material", "Results", "Segment", "Study", "all_results", "find_results", "read_material"]
