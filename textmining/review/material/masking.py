"""Material without the words about persons that coders reported."""

from __future__ import annotations

from dataclasses import replace

from textmining.codebook.masking import Mask
from textmining.review.material.folding import fold
from textmining.review.material.material import Answer, Material, Study

__all__ = ["masked_answer", "masked_study"]


def masked_study(study: Study, mask: Mask) -> Study:
    """A study without the words; a codebook that does not hold them is the same object."""
    if not mask:
        return study
    return replace(study, codebooks={name: _material(one, mask) for name, one in study.codebooks.items()})


def _material(material: Material, mask: Mask) -> Material:
    changed = {one.id: new for one in material.answers.values() if (new := masked_answer(one, mask)) is not one}
    base = mask.base(material.base)
    if not changed and base is material.base:
        return material
    segments = {segment.id: segment for answer in changed.values() for segment in answer.segments}
    return replace(
        material,
        base=base,
        answers={name: changed.get(name, one) for name, one in material.answers.items()},
        segments={name: segments.get(name, one) for name, one in material.segments.items()},
    )


def masked_answer(answer: Answer, mask: Mask) -> Answer:
    """An answer without the words, cut in the same segments; the same object where it does not hold them."""
    masked = mask.masked(answer.text)
    if not masked.stretches:
        return answer
    segments = tuple(replace(one, start=masked.at(one.start), end=masked.at(one.end)) for one in answer.segments)
    return replace(answer, text=masked.text, folded=fold(masked.text), segments=segments)
