"""What the app knows of where it is: its address, who may speak for it, and the parts that every page uses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from textmining.review.accounts import Accounts
from textmining.review.agreement import Agreement, Kept, Latest
from textmining.review.books import Books
from textmining.review.coding import Desk, Live
from textmining.review.drawing import Maps
from textmining.review.exchange.uploads import Uploads
from textmining.review.planning.frame import Frame
from textmining.study_settings import LOOPBACK, Review

__all__ = ["App", "Site", "app_of"]


@dataclass(frozen=True)
class Site:
    """How the app is reached.

    ``address`` is what coders type ("https://codeboek.school.nl"); without it the app is for this machine only.
    """

    study_id: str
    title: str
    synthetic: bool = False
    review: Review = field(default_factory=Review)

    @property
    def address(self) -> str | None:
        """What coders type; None on this machine."""
        return self.review.address

    @property
    def secure(self) -> bool:
        """Whether coders reach the app over https."""
        return self.address is not None and self.address.startswith("https:")

    @property
    def hosts(self) -> frozenset[str]:
        """Names by which the app answers: a page elsewhere cannot pass off its own name as this one."""
        own = urlsplit(self.address).hostname if self.address else None
        return LOOPBACK | ({own} if own else frozenset())

    def cookie(self, name: str) -> str:
        """The name of a cookie: that of one study, since ports of one machine share theirs."""
        return f"{'__Host-' if self.secure else ''}{name}-{self.study_id.lower()}"

    def from_proxy(self, peer: str) -> bool:
        """Whether a request comes from a reverse proxy that is believed."""
        return self.address is not None and peer in self.review.proxies

    def client(self, peer: str, forwarded: Sequence[str]) -> str:
        """The address of whoever makes a request: the last that a proxy which is believed did not add itself."""
        if self.from_proxy(peer):
            for address in reversed([part.strip() for value in forwarded for part in value.split(",")]):
                if address and address not in self.review.proxies:
                    return address[:64]
        return peer[:64]

    def origin(self, host: str) -> str:
        """The origin that this app's own pages have."""
        return self.address or f"http://{host}"


@dataclass(frozen=True)
class App:
    """What every page uses."""

    site: Site
    accounts: Accounts
    books: Books
    coding: Live
    desk: Desk
    agreement: Kept[Agreement] = field(default_factory=Kept)
    frames: Kept[Frame] = field(default_factory=Kept)
    latest: Latest = field(default_factory=Latest)
    uploads: Uploads = field(default_factory=Uploads)
    maps: Maps = field(default_factory=Maps)


def app_of(request: HTTPConnection) -> App:
    """The parts of the app that answers a request."""
    found: App = request.app.state.parts
    return found
