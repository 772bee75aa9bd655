"""What a coding form carries of how its answer came before the coder: signed, so that only the server can say it."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Literal

__all__ = ["Queue", "Ticket", "mark_of"]

Queue = Literal["random", "uncertain", "double"]

LONGEST = 2000
"""Characters of a ticket that are looked at."""

DAY = 86_400


@dataclass(frozen=True)
class Ticket:
    """An answer that was shown to a coder.

    Attributes
    ----------
    codebook, answer, coder : str
    queue : {"random", "uncertain", "double"}
    shown : float
        Seconds since 1970.
    themes : str
        ``mark_of`` the themes that could be chosen.
    """

    codebook: str
    answer: str
    coder: str
    queue: Queue
    shown: float
    themes: str

    @property
    def blind(self) -> bool:
        """Whether nothing was shown beside the answer itself."""
        return self.queue != "uncertain"

    def seconds(self, now: float) -> float | None:
        """Whole seconds since it was shown; None where that says nothing: after a day, or a clock that was put back."""
        took = now - self.shown
        return float(round(took)) if 0 <= took < DAY else None

    def sealed(self, key: str) -> str:
        """Text for a form."""
        body = json.dumps(asdict(self), separators=(",", ":"), sort_keys=True).encode()
        return base64.urlsafe_b64encode(_seal(body, key) + body).decode()

    @classmethod
    def opened(cls, text: str, key: str) -> Ticket | None:
        """Read what ``sealed`` wrote; None for anything else."""
        try:
            data = base64.urlsafe_b64decode(text.encode("ascii")) if len(text) <= LONGEST else b""
        except (binascii.Error, UnicodeEncodeError, ValueError):
            return None
        seal, body = data[:_SEAL], data[_SEAL:]
        if not hmac.compare_digest(seal, _seal(body, key)):
            return None
        return cls(**json.loads(body))


_SEAL = 24


def _seal(body: bytes, key: str) -> bytes:
    secret = hashlib.blake2b(f"{key}/ticket".encode(), digest_size=32).digest()
    return hashlib.blake2b(body, key=secret, digest_size=_SEAL).digest()


def mark_of(themes: Collection[str]) -> str:
    """Tells one list of themes from another, whatever their order.

    >>> mark_of(["a", "b"]) == mark_of(["b", "a"]) != mark_of(["ab"])
    True
    """
    return hashlib.blake2b(json.dumps(sorted(themes)).encode(), digest_size=8).hexdigest()
