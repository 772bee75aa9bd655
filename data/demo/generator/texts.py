"""The hand-written texts: reading them, and drawing one so that none is worn out."""

from __future__ import annotations

import random
import re
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Kernel:
    """One hand-written idea: its text, the domains it smells of, the first wave that could know it."""

    text: str
    domains: frozenset[str]
    first_wave: str
    english: bool = False

    @property
    def length(self) -> int:
        return len(self.text.split())


@cache
def phrases() -> dict[str, Any]:
    """Everything in phrases.toml."""
    return tomllib.loads((HERE / "phrases.toml").read_text("utf-8"))


@cache
def _domain_patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile("|".join(part["words"]), re.I) for name, part in phrases()["domains"].items()}


@cache
def first_wave(text: str) -> str:
    """The first wave in which somebody could have written this."""
    lower = text.lower()
    for wave in ("2022", "2019"):
        if any(word in lower for word in phrases()["first_wave"][wave]):
            return wave
    return "2017"


@dataclass
class Library:
    """All texts, and how often each was used. One library serves one run of the generator."""

    rng: random.Random
    kernels: dict[str, list[Kernel]] = field(default_factory=dict)
    english: dict[str, list[Kernel]] = field(default_factory=dict)
    one_offs: dict[str, list[str]] = field(default_factory=dict)
    shorts: dict[str, list[str]] = field(default_factory=dict)
    heads: dict[str, list[str]] = field(default_factory=dict)
    templates: dict[str, list[str]] = field(default_factory=dict)
    used: Counter[tuple[str, str]] = field(default_factory=Counter)
    made: set[tuple[str, str]] = field(default_factory=set)

    # --- drawing ----------------------------------------------------------------------------------------------------

    def kernel(self, theme: str, wave: str, domains: set[str], wordy: float) -> Kernel | None:
        """Draw a kernel: one little used in this wave, that suits the teacher's domain and length; None if worn out.

        The more words, the odder it would be to read them again.
        """

        def worn(k: Kernel) -> bool:
            return self.used[wave, k.text] >= (5 if k.length <= 3 else 3 if k.length <= 8 else 2)

        pool = [k for k in self.kernels[theme] if k.first_wave <= wave and not worn(k)]
        if not pool:
            return None

        def weight(k: Kernel) -> float:
            fit = 0.7 if not k.domains else 1.3 if k.domains & domains else 0.12
            size = k.length / 6 if wordy > 0.6 else 1.0 if wordy > 0.3 else 6 / (k.length + 3)
            return fit * size * 0.12 ** self.used[wave, k.text] * 0.8 ** self.used["all", k.text]

        return self._use(self.rng.choices(pool, [weight(k) for k in pool])[0], wave)

    def in_english(self, theme: str, wave: str) -> Kernel | None:
        """The least used English text on a theme, if there is one that is not worn out."""
        pool = [k for k in self.english.get(theme, []) if k.first_wave <= wave and self.used["all", k.text] < 2]
        if not pool:
            return None
        least = min(self.used["all", k.text] for k in pool)
        return self._use(self.rng.choice([k for k in pool if self.used["all", k.text] == least]), wave)

    def short(self, theme: str, wave: str) -> str:
        """Draw an answer of a few words; those first in the list are the commonest."""
        pool = [s for s in self.shorts[theme] if first_wave(s) <= wave or theme == "m_corona"]
        return self.rng.choices(pool, [1 / (i + 1.5) for i in range(len(pool))])[0]

    def template(self, theme: str, wave: str, slots: dict[str, list[str]]) -> str:
        """Fill a template; one of five words or more is made only once in a wave if that can be helped."""
        text = ""
        for _ in range(12):
            text = self.fill(self.rng.choice(self.templates[theme]), slots)
            if first_wave(text) <= wave and (len(text.split()) < 5 or (wave, text.lower()) not in self.made):
                break
        self.made.add((wave, text.lower()))
        return text[0].upper() + text[1:]

    def fill(self, template: str, slots: dict[str, list[str]]) -> str:
        """Choose among {a|b|} and fill <slot>."""
        text = re.sub(r"\{([^{}]*)\}", lambda m: self.rng.choice(m.group(1).split("|")), template)
        return re.sub(r"<(\w+)>", lambda m: self.rng.choice(slots[m.group(1)]), text)

    def one_off(self, question: str, wave: str) -> str:
        """Take a one-off text away: each is used once in the whole study; another question lends when one is out."""
        full = sorted(self.one_offs, key=lambda q: (q != question, -len(self.one_offs[q])))
        for name in full:
            for i, text in enumerate(self.one_offs[name]):
                if first_wave(text) <= wave:
                    return self.one_offs[name].pop(i)
        raise ValueError("There are no one-off texts left: lower ONE_OFF or ANSWERING in design.py.")

    def _use(self, kernel: Kernel, wave: str) -> Kernel:
        self.used[wave, kernel.text] += 1
        self.used["all", kernel.text] += 1
        return kernel


def library(rng: random.Random, folder: Path) -> Library:
    """Read every *.toml in ``folder``, in the order of their names, and the wordings beside this module."""
    found = Library(rng)
    left_out = set(phrases()["left_out"]["texts"])
    for path in sorted(folder.glob("*.toml")):
        data = tomllib.loads(path.read_text("utf-8"))
        for entry in data.get("kernel", []):
            found.kernels.setdefault(entry["theme"], []).append(_kernel(entry["text"], entry["theme"]))
        for entry in data.get("english", []):
            kernel = Kernel(entry["text"], frozenset(), _since(entry["text"], entry["theme"]), english=True)
            found.english.setdefault(entry["theme"], []).append(kernel)
        for entry in data.get("one_off", []):
            if entry["text"] not in left_out:
                found.one_offs.setdefault(entry["question"], []).append(entry["text"])
    for texts in found.one_offs.values():
        texts[:] = list(dict.fromkeys(texts))
        rng.shuffle(texts)
    for theme, part in tomllib.loads((HERE / "wordings.toml").read_text("utf-8")).items():
        found.shorts[theme], found.heads[theme], found.templates[theme] = (
            part["shorts"],
            part["heads"],
            part["templates"],
        )
    return found


def _kernel(text: str, theme: str) -> Kernel:
    domains = frozenset(name for name, pattern in _domain_patterns().items() if pattern.search(text))
    return Kernel(text, domains, _since(text, theme))


def _since(text: str, theme: str) -> str:
    return "2022" if theme == "m_corona" else first_wave(text)
