"""The review app: its routes, with the guard around them and errors told in Dutch."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from textmining.errors import TextminingError
from textmining.review.access import API, SESSION, admit
from textmining.review.accounts.passwords import nobodys_hash
from textmining.review.guard import STATIC, Guard, security_headers
from textmining.review.rendering import page, templates
from textmining.review.routes import (
    agreeing,
    answers,
    api,
    coding,
    conflicts,
    deciding,
    exchanging,
    mapping,
    placing,
    planning,
    reading,
    signing,
    versions,
    waves,
)
from textmining.review.site import App, app_of

__all__ = ["create_app"]

_PAGES = (
    *(signing, reading, mapping, deciding, placing, answers),
    *(coding, agreeing, planning, conflicts, versions, waves, exchanging, api),
)

_LOG = logging.getLogger("textmining.review")

_TITLES = {
    400: "Dit kan zo niet",
    401: "Meld u aan",
    403: "Geen toegang",
    404: "Niet gevonden",
    405: "Niet gevonden",
    409: "Intussen is er iets gewijzigd",
}
_TEXTS = {
    404: "Deze pagina is er niet.",
    405: "Deze pagina is er niet, of het formulier hoort bij een andere pagina.",
    422: "Het adres van deze pagina klopt niet.",
}
_BROKEN = (
    "Er ging iets mis. Wat eerder is opgeslagen, is bewaard. Probeer het opnieuw; blijft het zo, vraag de onderzoeker."
)


def create_app(parts: App) -> FastAPI:
    """The app of one study.

    Parameters
    ----------
    parts : App
        Where it is reached, its accounts and its codebooks.
    """
    templates()
    nobodys_hash()  # or the first sign-in would tell by its time that there is no such user
    app = FastAPI(
        title=f"Codeboek: {parts.site.title}",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        dependencies=[Depends(admit)],
        redirect_slashes=False,
        exception_handlers={
            HTTPException: cast(Any, _refused),
            RequestValidationError: cast(Any, _unreadable),
            TextminingError: cast(Any, _failed),
            Exception: cast(Any, _crashed),
        },
    )
    app.state.parts = parts
    app.add_middleware(cast(Any, Guard), site=parts.site)
    for module in _PAGES:
        app.include_router(module.router)
    app.mount(STATIC.rstrip("/"), StaticFiles(directory=Path(__file__).with_name("static")), name="static")
    return app


def _refused(request: Request, error: HTTPException) -> Response:
    """A page that is not there, or that this visitor may not see."""
    text = _TEXTS.get(error.status_code, _BROKEN) if _plain(error) else str(error.detail)
    if request.url.path.startswith(API):
        kind = {"WWW-Authenticate": "Bearer"} if error.status_code == 401 else {}
        return JSONResponse({"detail": text}, error.status_code, kind)
    if error.status_code == 401:
        return _to_sign_in(request)
    return _told(request, error.status_code, text)


def _plain(error: HTTPException) -> bool:
    """Whether the error was made by the framework: its text is English and tells a coder nothing."""
    return error.detail in ("Not Found", "Method Not Allowed", "Bad Request", "There was an error parsing the body")


def _to_sign_in(request: Request) -> Response:
    parts = app_of(request)
    had = request.cookies.get(parts.site.cookie(SESSION)) is not None
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    asked = f"naar={quote(here, safe='')}&" if request.method == "GET" and here != "/" else ""
    target = f"/aanmelden?{asked}{'melding=verlopen' if had else ''}".rstrip("?&")
    if request.headers.get("hx-request") == "true":  # a script would put the sign-in page inside this one
        return Response(status_code=204, headers={"HX-Redirect": target})
    return RedirectResponse(target, 303)


def _unreadable(request: Request, error: RequestValidationError) -> Response:
    if request.url.path.startswith(API):
        wrong = ", ".join(dict.fromkeys(str(found["loc"][-1]) for found in error.errors()))
        text = f"Dit kan niet zo worden gevraagd: {wrong}. Wat mag, staat in {API}v1/openapi.json."
        return JSONResponse({"detail": text}, 422)
    return _told(request, 400, _TEXTS[422])


def _failed(request: Request, error: TextminingError) -> Response:
    """Something that a person can mend: told in the log, not to the visitor."""
    _LOG.error("%s %s: %s", request.method, request.url.path, error)
    return _broken(request, 503)


def _crashed(request: Request, _: Exception) -> Response:
    """What nobody foresaw; the server writes its traceback to the log. No guard is around this answer."""
    answer = _broken(request, 500)
    answer.headers.update(security_headers(app_of(request).site, request.url.path))
    return answer


def _broken(request: Request, status: int) -> Response:
    if request.url.path.startswith(API):
        return JSONResponse({"detail": _BROKEN}, status)
    return _told(request, status, _BROKEN)


def _told(request: Request, status: int, text: str) -> Response:
    return page(
        request, "fout.html", _TITLES.get(status, "Er ging iets mis"), {"text": text, "place": _place(request)}, status
    )


def _place(request: Request) -> str:
    """The page of the question, theme or answer that a refused form is about; "" where there is none."""
    parts = request.url.path.split("/")
    known = request.method == "POST" and len(parts) > 3 and parts[1] in ("vraag", "thema", "antwoord")
    return f"/{parts[1]}/{quote(parts[2], safe='')}" if known else ""
