"""Who may do what: one table for all routes, and the dependency that looks in it before any route runs."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException as StarletteHTTPException

from textmining.review.accounts import ROLES, Role, User
from textmining.review.accounts.sessions import TOKEN
from textmining.review.site import app_of

__all__ = ["BEGINNING", "MAY", "SESSION", "TAKES_FILES", "Visitor", "admit", "form_of", "visitor_of"]

SESSION = "sessie"
BEGINNING = "begin"
"""The cookie of who has no session yet: the form to sign in is tied to it."""

FIELD = "csrf"
API = "/api/"
_FORM = "application/x-www-form-urlencoded"
"""What every form here is sent as, but those that take a file."""

_WITH_FILE = "multipart/form-data"

TAKES_FILES = frozenset({"/vraag/{codebook}/uitwisselen"})
"""The routes whose form holds a file."""

_EVERYBODY = None

MAY: Mapping[tuple[str, str], Role | None] = {
    ("GET", "/healthz"): _EVERYBODY,
    ("GET", "/aanmelden"): _EVERYBODY,
    ("POST", "/aanmelden"): _EVERYBODY,
    ("POST", "/afmelden"): "reader",
    ("GET", "/wachtwoord"): "reader",
    ("POST", "/wachtwoord"): "reader",
    ("GET", "/"): "reader",
    ("GET", "/vraag/{codebook}"): "reader",
    ("GET", "/vraag/{codebook}/overig"): "reader",
    ("GET", "/vraag/{codebook}/besluiten"): "reader",
    ("GET", "/vraag/{codebook}/besluiten/{decision}"): "reader",
    ("GET", "/vraag/{codebook}/versies"): "reader",
    ("GET", "/vraag/{codebook}/kaart"): "reader",
    ("GET", "/vraag/{codebook}/metingen"): "reader",
    ("GET", "/vraag/{codebook}/nakijken"): "reader",
    ("GET", "/vraag/{codebook}/coderen"): "coder",
    ("POST", "/vraag/{codebook}/coderen"): "coder",
    ("POST", "/vraag/{codebook}/coderen/overslaan"): "coder",
    ("POST", "/vraag/{codebook}/coderen/niet-te-coderen"): "coder",
    ("POST", "/vraag/{codebook}/coderen/ongedaan"): "coder",
    ("GET", "/vraag/{codebook}/dubbel"): "coder",
    ("GET", "/thema/{theme}"): "reader",
    ("GET", "/antwoord/{answer}"): "reader",
    ("POST", "/antwoord/{answer}/thema"): "coder",
    ("POST", "/antwoord/{answer}/thema-weg"): "coder",
    ("POST", "/antwoord/{answer}/notitie"): "coder",
    ("POST", "/antwoord/{answer}/citaat"): "coder",
    ("POST", "/antwoord/{answer}/markering"): "coder",
    ("POST", "/antwoord/{answer}/persoonsgegeven"): "coder",
    ("POST", "/antwoord/{answer}/ongedaan"): "coder",
    ("POST", "/vraag/{codebook}/samenvoegen"): "coder",
    ("POST", "/vraag/{codebook}/verplaatsen"): "coder",
    ("POST", "/vraag/{codebook}/verplaatsen/ongedaan"): "coder",
    ("POST", "/vraag/{codebook}/nieuw-thema"): "coder",
    ("POST", "/thema/{theme}/splitsen"): "coder",
    ("POST", "/thema/{theme}/zelfstandig"): "coder",
    ("POST", "/thema/{theme}/notitie"): "coder",
    ("POST", "/vraag/{codebook}/ongedaan"): "coder",
    ("POST", "/vraag/{codebook}/herstellen"): "coder",
    ("POST", "/vraag/{codebook}/nakijken"): "coder",
    ("POST", "/vraag/{codebook}/ondertekenen"): "coder",
    ("POST", "/thema/{theme}/vaststellen"): "coder",
    ("POST", "/thema/{theme}/afwijzen"): "coder",
    ("POST", "/thema/{theme}/naam"): "coder",
    ("POST", "/thema/{theme}/omschrijving"): "coder",
    ("GET", "/vraag/{codebook}/planning"): "coder",
    ("GET", "/vraag/{codebook}/voortgang"): "coder",
    ("GET", "/vraag/{codebook}/overeenstemming"): "coder",
    ("GET", "/vraag/{codebook}/overeenstemming/{table}.csv"): "coder",
    ("GET", "/vraag/{codebook}/verschillen"): "coder",
    ("GET", "/vraag/{codebook}/verschillen/{answer}"): "coder",
    ("POST", "/vraag/{codebook}/verschillen/{answer}"): "coder",
    ("POST", "/vraag/{codebook}/verschillen/{answer}/ongedaan"): "coder",
    ("GET", "/vraag/{codebook}/uitwisselen"): "coder",
    ("POST", "/vraag/{codebook}/uitwisselen"): "coder",
    ("GET", "/vraag/{codebook}/uitwisselen/{upload}"): "coder",
    ("POST", "/vraag/{codebook}/uitwisselen/{upload}"): "coder",
    ("POST", "/vraag/{codebook}/uitwisselen/{upload}/ongedaan"): "coder",
    ("GET", "/vraag/{codebook}/bestand/{soort}"): "coder",
    ("GET", "/toegang"): "researcher",
    ("GET", "/api/v1/openapi.json"): "reader",
    ("GET", "/api/v1/questions"): "reader",
    ("GET", "/api/v1/questions/{codebook}/themes"): "reader",
    ("GET", "/api/v1/questions/{codebook}/themes/{theme}"): "reader",
    ("GET", "/api/v1/questions/{codebook}/codings"): "reader",
    ("GET", "/api/v1/questions/{codebook}/agreement"): "reader",
    ("GET", "/api/v1/questions/{codebook}/progress"): "reader",
    ("GET", "/api/v1/questions/{codebook}/versions"): "reader",
}
"""The least role for each method and route; None for everybody. What is not in here nobody may."""


@dataclass(frozen=True)
class Visitor:
    """Who makes a request.

    ``secret`` ties forms to a session; where there is none, as with a reverse proxy, to the browser
    (``tied_to_browser``).
    """

    user: User | None
    secret: str
    by_token: bool = False
    tied_to_browser: bool = True

    @property
    def csrf(self) -> str:
        """What every form must send back; it tells nothing of the secret that it is made from."""
        mark = hashlib.blake2b(b"form", key=self.secret.encode()[:64], digest_size=24).digest()
        return base64.urlsafe_b64encode(mark).decode()

    def may(self, role: Role) -> bool:
        """Whether the visitor has at least a role."""
        return self.user is not None and ROLES.index(self.user.role) >= ROLES.index(role)


async def admit(request: Request) -> None:
    """Let a request through to its route, or refuse it.

    Raises
    ------
    HTTPException
        401 without session or token, 403 where the role or the form's token does not suffice.
    """
    key = ("GET" if request.method == "HEAD" else request.method, request.scope["route"].path)
    if key not in MAY:
        raise HTTPException(403, "Voor deze pagina is niet vastgelegd wie haar mag zien.")
    visitor = await run_in_threadpool(_visitor, request)
    request.state.visitor = visitor
    least = MAY[key]
    if least is not None and visitor.user is None:
        raise HTTPException(401, "Meld u eerst aan.")
    if least is not None and not visitor.may(least):
        raise HTTPException(403, "Daarvoor hebt u de rechten niet. Vraag de onderzoeker om een andere rol.")
    if key[0] != "GET":
        if visitor.by_token:
            raise HTTPException(403, "Met een token kunt u alleen lezen.")
        form = await _form(request, with_file=key[1] in TAKES_FILES)
        sent = form.get(FIELD)
        if not isinstance(sent, str) or not hmac.compare_digest(sent.encode(), visitor.csrf.encode()):
            await form.close()
            raise HTTPException(403, "Deze pagina was te lang open. Ga terug, ververs haar en probeer het opnieuw.")
        request.state.form = form


async def _form(request: Request, *, with_file: bool) -> FormData:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    refusal = HTTPException(400, "Dit is geen formulier van deze toepassing.")
    if kind != (_WITH_FILE if with_file else _FORM):
        raise refusal
    if not with_file:
        return await request.form()
    try:
        return await request.form(max_files=1, max_fields=10)
    except StarletteHTTPException as error:  # whose text is English
        raise refusal from error


def visitor_of(request: Request) -> Visitor:
    """Who makes a request that was let through."""
    found: Visitor = request.state.visitor
    return found


def form_of(request: Request) -> FormData:
    """What a request that was let through sent."""
    found: FormData = request.state.form
    return found


def _visitor(request: Request) -> Visitor:
    app = app_of(request)
    beginning = request.cookies.get(app.site.cookie(BEGINNING), "")
    beginning = beginning if len(beginning) == 43 and beginning.isascii() else secrets.token_urlsafe(32)
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer" and token.startswith(TOKEN) and request.url.path.startswith(API):
        found = app.accounts.of_token(token)
        return Visitor(found[0] if found else None, beginning, by_token=True)
    header = app.site.review.proxy_header
    if header is not None and app.site.from_proxy(request.state.peer):
        names = request.headers.getlist(header)
        if len(names) == 1 and names[0]:
            return Visitor(app.accounts.of_name(names[0]), beginning)
    secret = request.cookies.get(app.site.cookie(SESSION), "")
    user = app.accounts.of_session(secret) if secret else None
    return Visitor(user, secret, tied_to_browser=False) if user else Visitor(None, beginning)
