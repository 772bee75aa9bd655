"""Marks of charts as inline SVG.

A chart is a list of rows in HTML (names that wrap and can be links) with a small picture in each, so that it reads
well at any width. Horizontal places are percentages of the picture's width: it needs no script to fit a phone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

__all__ = ["Axis", "Moment", "axis_labels", "bar", "dot", "empty", "line", "mean_axis", "share_axis"]

_ROW = 24
_MIDDLE = _ROW / 2


@dataclass(frozen=True)
class Axis:
    """The range of a chart and where its lines stand."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def place(self, value: float) -> str:
        """Where a value stands, as a percentage of the width."""
        share = (value - self.low) / (self.high - self.low)
        return f"{min(max(share, 0.0), 1.0) * 100:.2f}%"


def share_axis(values: Iterable[float]) -> Axis:
    """An axis from 0 that holds shares, with at most five steps.

    >>> share_axis([0.31, 0.34]).ticks
    (0.0, 0.1, 0.2, 0.3, 0.4)
    """
    top = max((v for v in values if not math.isnan(v)), default=0.1)
    step = next(step for step in (0.01, 0.02, 0.05, 0.1, 0.2) if step * 5 >= top - 1e-9 or step == 0.2)
    count = min(max(math.ceil(round(top / step, 9)), 2), 5)
    return Axis(0.0, round(count * step, 4), tuple(round(i * step, 4) for i in range(count + 1)))


def mean_axis(low: float, high: float) -> Axis:
    """An axis over the range of a scale, with a line at each whole step.

    >>> mean_axis(1, 5).ticks
    (1, 2, 3, 4, 5)
    """
    span = high - low
    step = next((s for s in (0.5, 1, 2, 5, 10, 20, 50) if span / s <= 6), 10.0 ** math.ceil(math.log10(span / 6)))
    count = math.floor(span / step + 1e-9)
    return Axis(low, high, tuple(round(low + i * step, 6) for i in range(count + 1)))


def _frame(content: str, label: str) -> Markup:
    text = escape(label)
    return _drawn(f'<svg class="mark" role="img" height="{_ROW}"><title>{text}</title>{content}</svg>')


def _drawn(svg: str) -> Markup:
    """The one place where text becomes markup: every word in it went through ``escape``."""
    return Markup(svg)  # noqa: S704


def _grid(axis: Axis, reference: float | None) -> str:
    lines = [f'<line class="g" x1="{(x := axis.place(tick))}" x2="{x}" y1="0" y2="{_ROW}"/>' for tick in axis.ticks]
    return "".join(lines) + _line_at(axis, reference)


def _line_at(axis: Axis, reference: float | None) -> str:
    if reference is None or math.isnan(reference):
        return ""
    return f'<line class="r" x1="{(x := axis.place(reference))}" x2="{x}" y1="0" y2="{_ROW}"/>'


def _whisker(value: float, low: float, high: float, axis: Axis) -> str:
    point = f'<circle class="p" cx="{axis.place(value)}" cy="{_MIDDLE:g}" r="4.5"/>'
    if math.isnan(low) or math.isnan(high):
        return point
    left, right = axis.place(low), axis.place(high)
    ends = "".join(
        f'<line class="w" x1="{x}" x2="{x}" y1="{_MIDDLE - 4:g}" y2="{_MIDDLE + 4:g}"/>' for x in (left, right)
    )
    return f'<line class="w" x1="{left}" x2="{right}" y1="{_MIDDLE:g}" y2="{_MIDDLE:g}"/>{ends}{point}'


def bar(value: float, low: float, high: float, axis: Axis, label: str, *, reference: float | None = None) -> Markup:
    """A bar from zero with the estimate as a dot and its interval as a whisker; only for axes that start at zero."""
    body = f'<rect class="b" x="0" y="5" width="{axis.place(value)}" height="{_ROW - 10}"/>'
    return _frame(_grid(axis, None) + body + _line_at(axis, reference) + _whisker(value, low, high, axis), label)


def dot(value: float, low: float, high: float, axis: Axis, label: str, *, reference: float | None = None) -> Markup:
    """A dot with its interval as a whisker, and a dashed line at a reference value."""
    return _frame(_grid(axis, reference) + _whisker(value, low, high, axis), label)


def empty(axis: Axis, note: str, *, reference: float | None = None) -> Markup:
    """A row without a number: the lines go on, and a few words say why."""
    text = f'<text class="n" x="6" y="{_MIDDLE + 4:g}">{escape(note)}</text>'
    return _frame(_grid(axis, reference) + text, note)


def axis_labels(axis: Axis, texts: Sequence[str]) -> Markup:
    """The numbers under a chart, for the eye only: each row tells its own number. An empty text is left out."""
    anchors = ["start", *["middle"] * (len(texts) - 1)]
    marks = "".join(
        f'<text x="{axis.place(tick)}" y="12" text-anchor="{anchor}">{escape(text)}</text>'
        for tick, text, anchor in zip(axis.ticks, texts, anchors, strict=True)
        if text
    )
    return _drawn(f'<svg class="axis" aria-hidden="true" height="16">{marks}</svg>')


@dataclass(frozen=True)
class Moment:
    """One point of a development; without a value the line is broken there."""

    name: str
    value: float
    low: float
    high: float
    text: str


def line(moments: Sequence[Moment], axis: Axis, ticks: Sequence[str], title: str) -> Markup:
    """A development: points with whiskers, joined where both sides are known, on an axis from zero."""
    top, bottom, left, right = 22.0, 150.0, 8.0, 94.0

    def y(value: float) -> float:
        return bottom - (min(value, axis.high) - axis.low) / (axis.high - axis.low) * (bottom - top)

    count = len(moments)
    xs = [left + (right - left) * (i + 0.5) / count for i in range(count)]
    parts = [
        f'<line class="g" x1="0" x2="100%" y1="{y(tick):.1f}" y2="{y(tick):.1f}"/>'
        f'<text class="t" x="0" y="{y(tick) - 3:.1f}">{escape(text)}</text>'
        for tick, text in zip(axis.ticks, ticks, strict=True)
    ]
    known = [not math.isnan(moment.value) for moment in moments]
    for i in range(1, count):
        if known[i - 1] and known[i]:
            parts.append(
                f'<line class="l" x1="{xs[i - 1]:.2f}%" y1="{y(moments[i - 1].value):.1f}"'
                f' x2="{xs[i]:.2f}%" y2="{y(moments[i].value):.1f}"/>'
            )
    for x, moment, is_known in zip(xs, moments, known, strict=True):
        parts.append(
            f'<text class="m" x="{x:.2f}%" y="{bottom + 20:g}" text-anchor="middle">{escape(moment.name)}</text>'
        )
        if not is_known:
            parts.append(
                f'<text class="n" x="{x:.2f}%" y="{bottom - 6:g}" text-anchor="middle">{escape(moment.text)}</text>'
            )
            continue
        if not math.isnan(moment.low):
            parts.append(
                f'<line class="w" x1="{x:.2f}%" x2="{x:.2f}%" y1="{y(moment.low):.1f}" y2="{y(moment.high):.1f}"/>'
            )
        parts.append(f'<circle class="p" cx="{x:.2f}%" cy="{y(moment.value):.1f}" r="4.5"/>')
        top_of = y(moment.value if math.isnan(moment.high) else moment.high) - 8
        parts.append(f'<text class="v" x="{x:.2f}%" y="{top_of:.1f}" text-anchor="middle">{escape(moment.text)}</text>')
    text = escape(title)
    description = escape("; ".join(f"{moment.name}: {moment.text}" for moment in moments))
    return _drawn(
        f'<svg class="line" role="img" height="{bottom + 28:g}">'
        f"<title>{text}</title><desc>{description}</desc>{''.join(parts)}</svg>"
    )
