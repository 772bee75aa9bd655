"""Invented people: their names, e-mail addresses and phone numbers, and the sentences that give them away.

While a text is being made, each piece of personal data stands in it as one private-use character (``noise.MARK`` and
up), so that typing errors pass it by and its place is known in the end.
"""

from __future__ import annotations

import random
import re
import unicodedata

from generator.design import INSTITUTIONS
from generator.noise import MARK
from generator.texts import phrases

Found = list[tuple[str, str]]
"""Kind and value of each piece of personal data in a text, in the order of their marks."""

PLACES = (
    "locatie Havenkwartier",
    "locatie Stationsplein",
    "vestiging De Kade",
    "de Wilhelminalaan",
    "locatie Technopark",
)
_HOSTS = ("vechtmark", "zilverkust", "hanzewold", "maasterras", "rivierenpoort", "grensland", "mailbox")


class People:
    """Draws invented people, and knows those whom the writers of the kernels named."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.lists, self.named = phrases()["personal"], phrases()["kernel_names"]
        names = sorted({name for part in self.named.values() for name in part}, key=len, reverse=True)
        self.known = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in names))

    def marked(self, text: str, found: Found) -> str:
        """The text with a mark for each known name."""
        return self.known.sub(lambda m: _mark("person", m.group(), found), text)

    def renamed(self, text: str, found: Found) -> str:
        """The text with a mark for each known name, which stands for somebody else."""

        def other(match: re.Match[str]) -> str:
            name = match.group()
            if name in self.named["surname"]:
                return _mark("person", _capital(self.rng.choice(self.lists["surname"])), found)
            new = self.rng.choice(self.lists["female" if name in self.named["female"] else "male"])
            return _mark("person", f"{new} {self.rng.choice(self.lists['surname'])}" if " " in name else new, found)

        return self.known.sub(other, text)

    def added(self, text: str, found: Found, school: str) -> str:
        """The text with a sentence that carries personal data, mostly after it."""
        first = [self.rng.choice(self.lists["female"] + self.lists["male"]) for _ in range(2)]
        last = self.rng.choice(self.lists["surname"])
        values = {
            "p": ("person", f"{first[0]} {last}"),
            "v": ("person", first[0]),
            "w": ("person", first[1]),
            "a": ("person", _capital(last)),
            "mail": ("e-mail", self._mail(first[0], last)),
            "tel": ("phone", self._phone()),
            "school": ("school", school if self.rng.random() < 0.5 else self.rng.choice(INSTITUTIONS).name),
            "plek": ("location", self.rng.choice(PLACES)),
        }
        title = _capital(self.rng.choice(self.lists["title"]))
        frame = self.rng.choice(self.lists["frames"]).replace("<a>", f"{title} <a>")
        sentence = re.sub(r"<(\w+)>", lambda m: _mark(*values[m.group(1)], found), frame)
        if frame[0].isupper() and not frame.startswith(("Groet", "Mvg")) and self.rng.random() < 0.12:
            return f"{sentence.rstrip('.')}. {text}"
        join = "\n" if self.rng.random() < 0.2 else " "
        return f"{text if text[-1] in '.!?)' else text + '.'}{join}{sentence}"

    def _mail(self, first: str, last: str) -> str:
        """An address in the domain .example, which belongs to nobody (RFC 2606)."""
        start, end = _letters(first), _letters(last)
        names = [f"{start[0]}.{end}", f"{start}.{end}", f"{end}{start[0]}", f"{start}{self.rng.randrange(60, 99)}"]
        return f"{self.rng.choice(names)}@{self.rng.choice(_HOSTS)}.example"

    def _phone(self) -> str:
        """A mobile number in the range 06-7, which is not given out."""
        digits = "7" + "".join(self.rng.choice("0123456789") for _ in range(7))
        pairs = " ".join(digits[i : i + 2] for i in range(0, 8, 2))
        forms = (f"06-{digits}", f"06{digits}", f"06 {pairs}", f"+31 6 {digits}", f"06-{digits[:4]} {digits[4:]}")
        return self.rng.choice(forms)


def _mark(kind: str, value: str, found: Found) -> str:
    found.append((kind, value))
    return chr(MARK + len(found) - 1)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z]", "", plain)
