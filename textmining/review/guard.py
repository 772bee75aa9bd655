"""What holds for every request before any page sees it, and for every answer: names, sizes, origins and headers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from textmining.review.access import TAKES_FILES
from textmining.review.site import Site

__all__ = ["LARGEST", "LARGEST_FILE", "STATIC", "Guard", "security_headers"]

LARGEST = 1_000_000
"""Bytes of a request: a form with a definition and some thousands of segment ids."""

LARGEST_FILE = 10_000_000
"""Bytes of a request with a file: a workbook of 10,000 answers and 77 themes takes 2.5 million."""

_TAKES_FILES = re.compile("|".join(re.sub(r"{\w+}", "[^/]+", path) for path in sorted(TAKES_FILES)))

STATIC = "/static/"
_READS = frozenset({"GET", "HEAD", "OPTIONS"})

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


def security_headers(site: Site, path: str) -> Mapping[str, str]:
    """The headers of every answer; what is the same for everybody may be kept by a browser, answers may not."""
    kept = "public, max-age=3600" if path.startswith(STATIC) else "no-store"
    headers = {
        "Content-Security-Policy": _POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
        "X-Robots-Tag": "noindex, nofollow",
        "Cache-Control": kept,
    }
    return headers | ({"Strict-Transport-Security": "max-age=31536000"} if site.secure else {})


class Guard:
    """Refuses what no page of this app sends, and adds the security headers.

    Parameters
    ----------
    app : ASGIApp
    site : Site
    """

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self.app = app
        self.site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        added = security_headers(self.site, scope["path"])

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in added.items():
                    headers[name] = value
            await send(message)

        headers = Headers(scope=scope)
        refusal = self._refusal(scope, headers)
        if refusal is not None:
            status, text = refusal
            await PlainTextResponse(text, status)(scope, receive, send_guarded)
            return
        received, largest = 0, _largest(scope)

        async def receive_guarded() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            return message if received <= largest else {"type": "http.disconnect"}

        peer = scope["client"][0] if scope.get("client") else ""
        state = scope.setdefault("state", {})
        state["peer"] = peer
        state["address"] = self.site.client(peer, headers.getlist("x-forwarded-for"))
        await self.app(scope, receive_guarded, send_guarded)

    def _refusal(self, scope: Scope, headers: Headers) -> tuple[int, str] | None:
        host = headers.get("host", "")
        if _name(host) not in self.site.hosts:
            return 400, "Dit adres hoort niet bij deze toepassing."
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit() or int(length) > _largest(scope):
            return 413, "Dit is te groot om te versturen."
        if scope["method"] not in _READS and not self._is_ours(headers, host):
            return 403, "Dit verzoek kwam niet van een pagina van deze toepassing."
        return None

    def _is_ours(self, headers: Headers, host: str) -> bool:
        """Whether a page of this app made a request that changes something.

        Browsers say so themselves (Sec-Fetch-Site; "none" is the user's own doing). What does not say so names its
        origin, which is "null" under our own Referrer-Policy and then no proof of anything.
        """
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if origin not in (None, "null", self.site.origin(host)):
            return False
        return site in ("same-origin", "none") if site is not None else origin not in (None, "null")


def _largest(scope: Scope) -> int:
    """Bytes that a request may have."""
    return LARGEST_FILE if scope["method"] == "POST" and _TAKES_FILES.fullmatch(scope["path"]) else LARGEST


def _name(host: str) -> str | None:
    """The name in a Host header, without its port."""
    try:
        return urlsplit(f"//{host}").hostname if not set(host) & set("/@?#\\ ") else None
    except ValueError:
        return None
