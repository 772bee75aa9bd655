"""What somebody asks of the planning page: numbers as Dutch people type them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Asked", "read_asked"]

HOURS, DOUBLE, CODERS, TARGET = 8.0, 20.0, 2, 3.0


@dataclass(frozen=True)
class Asked:
    """What is asked; of numbers that cannot be, the text that was typed stays in ``typed``.

    Attributes
    ----------
    hours : float
        Of all coders together.
    seconds : float
        Per answer.
    double : float
        Per cent of the answers that every coder codes.
    coders : int
    target : float
        Percentage points on either side within which every theme is to be known.
    typed : mapping
        Field to what is in it.
    wrong : mapping
        Field to what is wrong with it, in Dutch.
    """

    hours: float
    seconds: float
    double: float
    coders: int
    target: float
    typed: Mapping[str, str]
    wrong: Mapping[str, str]

    @property
    def seconds_of_all(self) -> float:
        """What an answer costs all coders together, with its part of the double coding."""
        return self.seconds * (1 + self.double / 100 * (self.coders - 1))


_BOUNDS = {
    "uren": (0.1, 100_000.0, "Geef een aantal uren boven 0."),
    "seconden": (1.0, 3_600.0, "Geef een aantal seconden van 1 tot en met 3.600."),
    "dubbel": (0.0, 100.0, "Geef een percentage van 0 tot en met 100."),
    "codeurs": (1.0, 50.0, "Geef een heel aantal van 1 tot en met 50."),
    "doel": (0.1, 50.0, "Geef een aantal procentpunten van 0,1 tot en met 50."),
}


def read_asked(query: Mapping[str, str], seconds: float) -> Asked:
    """Read the query of an address: uren, seconden, dubbel, codeurs and doel.

    Parameters
    ----------
    query : mapping
    seconds : float
        Per answer where none are given.

    Returns
    -------
    Asked
        What is not given, or cannot be, is as usual.
    """
    usual = {"uren": HOURS, "seconden": round(seconds), "dubbel": DOUBLE, "codeurs": CODERS, "doel": TARGET}
    typed, wrong, found = {}, {}, {}
    for name, (least, most, problem) in _BOUNDS.items():
        text = query.get(name, "").strip()[:20]
        number = _number(text) if text else float(usual[name])
        if number is None or not least <= number <= most or (name == "codeurs" and number != int(number)):
            wrong[name], number = problem, float(usual[name])
        found[name] = number
        typed[name] = text or f"{usual[name]:g}".replace(".", ",")
    return Asked(found["uren"], found["seconden"], found["dubbel"], int(found["codeurs"]), found["doel"], typed, wrong)


def _number(text: str) -> float | None:
    """A number with a decimal comma or point, without signs or exponents.

    >>> _number("7,5"), _number("1.000"), _number("1e9"), _number("nan")
    (7.5, 1.0, None, None)
    """
    plain = text.replace(",", ".")
    if not plain.isascii() or plain.count(".") > 1 or not plain.replace(".", "", 1).isdigit():
        return None
    return float(plain)
