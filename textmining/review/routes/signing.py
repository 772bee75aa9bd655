"""Signing in and out, changing a password, and the record of who came in."""

from __future__ import annotations

import re

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import JSONResponse, RedirectResponse, Response

from textmining.errors import UsageError
from textmining.review.access import BEGINNING, SESSION, form_of, visitor_of
from textmining.review.accounts.sessions import ABSOLUTE
from textmining.review.rendering import page
from textmining.review.site import Site, app_of

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

_WRONG = "Deze naam en dit wachtwoord horen niet bij elkaar."
_GUESSED = "Kies een ander wachtwoord: 12 tot 200 tekens, niet met uw naam erin, en niet steeds dezelfde tekens."
_MESSAGES = {
    "afgemeld": "U bent afgemeld.",
    "gewijzigd": "Uw wachtwoord is gewijzigd. Meld u opnieuw aan.",
    "verlopen": "Uw aanmelding is verlopen. Meld u opnieuw aan.",
}


@router.get("/healthz")
def health() -> JSONResponse:
    """Whether the app answers; it tells nothing else."""
    return JSONResponse({"status": "ok"})


@router.get("/aanmelden")
def sign_in_page(request: Request) -> Response:
    """The form to sign in."""
    target = _inside(request.query_params.get("naar", ""))
    if visitor_of(request).user is not None:
        return RedirectResponse(target, 303)
    told = _MESSAGES.get(request.query_params.get("melding", ""), "")
    return page(request, "aanmelden.html", "Aanmelden", {"target": target, "told": told, "wrong": "", "name": ""})


@router.post("/aanmelden")
def sign_in(request: Request) -> Response:
    """Try a name and password."""
    app, form = app_of(request), form_of(request)
    name, target = _text(form, "naam"), _inside(_text(form, "naar"))
    tried = app.accounts.sign_in(name, _text(form, "wachtwoord"), request.state.address)
    if tried.secret is None:
        minutes = -(-tried.wait // 60)
        wrong = f"Te veel pogingen. Probeer het over {minutes} minuten opnieuw." if tried.wait else _WRONG
        shown = {"target": target, "told": "", "wrong": wrong, "name": name[:64]}
        answer: Response = page(request, "aanmelden.html", "Aanmelden", shown, 429 if tried.wait else 401)
        if tried.wait:
            answer.headers["Retry-After"] = str(tried.wait)
        return answer
    old = request.cookies.get(app.site.cookie(SESSION))
    if old:
        app.accounts.sign_out(old, request.state.address)
    answer = RedirectResponse(target, 303)
    name_of, secure = app.site.cookie(SESSION), app.site.secure
    answer.set_cookie(name_of, tried.secret, ABSOLUTE, httponly=True, samesite="lax", secure=secure, path="/")
    answer.delete_cookie(app.site.cookie(BEGINNING), path="/", secure=secure, httponly=True, samesite="lax")
    return answer


@router.post("/afmelden")
def sign_out(request: Request) -> Response:
    """End the session."""
    app = app_of(request)
    app.accounts.sign_out(request.cookies.get(app.site.cookie(SESSION), ""), request.state.address)
    return _signed_out(app.site, "afgemeld")


@router.get("/wachtwoord")
def password_page(request: Request) -> Response:
    """The form to change a password."""
    return page(request, "wachtwoord.html", "Wachtwoord wijzigen", {"wrong": ""})


@router.post("/wachtwoord")
def change_password(request: Request) -> Response:
    """Change a password, which ends every session of the user."""
    app, form, user = app_of(request), form_of(request), visitor_of(request).user
    new = _text(form, "nieuw")
    name = user.name if user else ""
    # the old one is asked for as at signing in: guesses count, and are told apart by nothing
    tried = app.accounts.sign_in(name, _text(form, "oud"), request.state.address)
    wrong = ""
    if tried.wait:
        wrong = f"Te veel pogingen. Probeer het over {-(-tried.wait // 60)} minuten opnieuw."
    elif tried.secret is None:
        wrong = "Het oude wachtwoord klopt niet."
    elif new != _text(form, "herhaald"):
        wrong = "De twee nieuwe wachtwoorden zijn niet gelijk."
    else:
        try:
            app.accounts.change_password(name, new)
        except UsageError:
            wrong = _GUESSED
    if tried.secret is not None and wrong:
        app.accounts.sign_out(tried.secret, request.state.address)
    if wrong:
        return page(request, "wachtwoord.html", "Wachtwoord wijzigen", {"wrong": wrong}, 429 if tried.wait else 400)
    return _signed_out(app.site, "gewijzigd")


@router.get("/toegang")
def access_page(request: Request) -> Response:
    """Users, and who came in lately."""
    accounts = app_of(request).accounts
    return page(request, "toegang.html", "Toegang", {"users": accounts.users(), "entries": accounts.audit(200)})


def _signed_out(site: Site, message: str) -> Response:
    answer = RedirectResponse(f"/aanmelden?melding={message}", 303)
    answer.delete_cookie(site.cookie(SESSION), path="/", secure=site.secure, httponly=True, samesite="lax")
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""


def _inside(target: str) -> str:
    """A page of this app to go on to; never one elsewhere."""
    inside = re.fullmatch(r"/(?!/)[\x21-\x5b\x5d-\x7e]{0,500}", target) is not None
    return target if inside and not target.startswith("/aanmelden") else "/"
