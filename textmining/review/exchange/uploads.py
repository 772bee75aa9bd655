"""Files that coders handed in, kept until they said whether what was read is right: in memory, for a while."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from textmining.codebook.decisions import Decision
from textmining.review.exchange.plans import Plan

__all__ = ["Upload", "Uploads"]

EXPIRES = 3600.0
"""Seconds for which an upload is kept."""

MOST_OF_ONE = 3
MOST = 30
"""Uploads that are kept: of one user, and of all together."""


@dataclass
class Upload:
    """A file that was read, and what became of it.

    Attributes
    ----------
    mark : str
        By which its page is found: nobody can guess it.
    user, codebook : str
    plan : Plan
        As it was shown last.
    expires : float
    written : sequence of Decision or None
        None until it was carried out.
    undone : bool
        Whether all of it was taken back.
    busy : Lock
        Held by whoever carries it out: a form that is sent twice is carried out once.
    """

    mark: str
    user: str
    codebook: str
    plan: Plan
    expires: float
    written: Sequence[Decision] | None = None
    undone: bool = False
    busy: threading.Lock = field(default_factory=threading.Lock)


class Uploads:
    """The uploads of all coders; the oldest go first.

    Parameters
    ----------
    clock : callable, optional
        Seconds that only go on.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: dict[str, Upload] = {}
        self._changing = threading.Lock()

    def keep(self, user: str, codebook: str, plan: Plan) -> Upload:
        """Keep what was read for a user."""
        upload = Upload(secrets.token_urlsafe(18), user, codebook, plan, self._clock() + EXPIRES)
        with self._changing:
            self._forget_old()
            own = [one.mark for one in self._kept.values() if one.user == user]
            for mark in own[: len(own) - MOST_OF_ONE + 1]:
                del self._kept[mark]
            for mark in list(self._kept)[: max(0, len(self._kept) - MOST + 1)]:
                del self._kept[mark]
            self._kept[upload.mark] = upload
        return upload

    def of(self, mark: str, user: str, codebook: str) -> Upload | None:
        """An upload of a user to a codebook; None where it is another's, or is gone."""
        with self._changing:
            self._forget_old()
            found = self._kept.get(mark)
        return found if found is not None and (found.user, found.codebook) == (user, codebook) else None

    def _forget_old(self) -> None:
        now = self._clock()
        for mark in [one.mark for one in self._kept.values() if one.expires <= now]:
            del self._kept[mark]
