"""Turning what a page shows into HTML, in Dutch."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from textmining.publishing.dutch import decimal, percent, whole
from textmining.publishing.theme_words import marks_in_dutch, origin_in_dutch, verdict_in_dutch
from textmining.review import words
from textmining.review.access import BEGINNING, Visitor
from textmining.review.site import app_of

__all__ = ["page", "templates"]

HERE = Path(__file__).parent


@cache
def templates() -> Environment:
    """All templates, ready to be filled in."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {
        "whole": whole,
        "percent": percent,
        "decimal": decimal,
        "verdict": verdict_in_dutch,
        "marks": marks_in_dutch,
        "origin": origin_in_dutch,
        "moment": _moment,
    }
    environment.globals |= {"w": words}
    for name in environment.list_templates():
        environment.get_template(name)  # read once, before anybody waits for it
    return environment


def page(request: Request, template: str, title: str, shown: Mapping[str, Any], status: int = 200) -> HTMLResponse:
    """A page of the app.

    Parameters
    ----------
    request : Request
    template : str
        A file of ``templates``.
    title : str
    shown : mapping
        What the template is handed beside what every page has.
    status : int
    """
    app = app_of(request)
    visitor: Visitor | None = getattr(request.state, "visitor", None)
    user = visitor.user if visitor else None
    text = (
        templates()
        .get_template(template)
        .render(
            title=title,
            site=app.site,
            user=user,
            may_code=visitor is not None and visitor.may("coder"),
            may_research=visitor is not None and visitor.may("researcher"),
            csrf=visitor.csrf if visitor else "",
            path=request.url.path,
            **shown,
        )
    )
    answer = HTMLResponse(text, status)
    name, secure = app.site.cookie(BEGINNING), app.site.secure
    if visitor is not None and visitor.tied_to_browser and visitor.secret != request.cookies.get(name):
        answer.set_cookie(name, visitor.secret, httponly=True, samesite="lax", secure=secure, path="/")
    return answer


def _moment(seconds: int) -> str:
    """When something was, by the clock of this machine."""
    return datetime.fromtimestamp(seconds).strftime("%d-%m-%Y %H:%M")
