"""What coders read in the place of the names that the program uses."""

from __future__ import annotations

__all__ = [
    "ACTIONS",
    "CARRIED",
    "ENTRIES",
    "KINDS_OF_DECISIONS",
    "LEVELS",
    "MARKS_OF_ANSWERS",
    "ORDERS",
    "PLACED_BY",
    "PLACES",
    "ROLES",
    "ROLE_OF_PLACE",
    "SOURCES",
    "STATUS",
]

STATUS = {
    "proposed": "voorgesteld",
    "accepted": "vastgesteld",
    "rejected": "afgewezen",
    "merged": "samengevoegd",
}
ROLES = {"reader": "lezer", "coder": "codeur", "researcher": "onderzoeker"}
LEVELS = {
    "high": "hoog",
    "middle": "middel",
    "low": "laag",
    "person": "door een codeur of regel",
}
ORDERS = {"surest": "zekerste eerst", "doubtful": "twijfelachtigste eerst", "survey": "volgorde van de vragenlijst"}
PLACES = {
    "": "Thema’s",
    "/overig": "Overig",
    "/kaart": "Kaart",
    "/coderen": "Coderen",
    "/dubbel": "Dubbel coderen",
    "/verschillen": "Verschillen",
    "/overeenstemming": "Overeenstemming",
    "/voortgang": "Voortgang",
    "/planning": "Planning",
    "/nakijken": "Nakijken",
    "/besluiten": "Besluiten",
    "/versies": "Versies",
    "/metingen": "Metingen",
    "/uitwisselen": "Uitwisselen",
}
"""The pages of a question, by the end of their address, in the order of the work."""

ROLE_OF_PLACE: dict[str, str] = {
    "/uitwisselen": "coder",
    "/coderen": "coder",
    "/dubbel": "coder",
    "/verschillen": "coder",
    "/overeenstemming": "coder",
    "/voortgang": "coder",
    "/planning": "coder",
}
"""The least role for those that not everybody sees."""

MARKS_OF_ANSWERS = {
    "health": "gevoelig: gezondheid",
    "conflict": "gevoelig: conflict",
    "sensitive": "gevoelig",
    "uncodable": "niet te coderen",
}
KINDS_OF_DECISIONS = {
    "themes": (
        "Thema’s: vaststellen, afwijzen, namen, omschrijven",
        ("accept", "reject", "rename", "define"),
    ),
    "shape": ("Samenvoegen, splitsen, verplaatsen, nieuw thema", ("merge", "split", "move", "new_theme", "resolve")),
    "answers": ("Antwoorden: thema erbij of eraf, gecodeerd", ("add_theme", "remove_theme", "code_answer", "settle")),
    "marks": (
        "Antwoorden: citaten, meldingen, markeringen",
        ("clear_quote", "report_personal", "mark_answer"),
    ),
    "notes": ("Notities", ("note",)),
    "whole": ("Ongedaan maken, herstellen, ondertekenen", ("undo", "restore", "sign_off")),
}
"""What the history can be narrowed to: its name, and the kinds of decisions in it."""

CARRIED = {
    "same": "gebleven",
    "heir": "gebleven, met een ander nummer",
    "split": "in delen uiteengevallen",
    "joined": "samengegaan met een ander",
    "kept": "niet teruggevonden, bewaard door codeurs",
    "gone": "verdwenen",
}
SOURCES = {
    "settled": "eindbesluit van codeurs",
    "hand": "gecodeerd",
    "added": "toegevoegd door een codeur",
    "moved": "verplaatst door een codeur",
    "model": "door het model",
    "rule": "volgens een regel",
}
"""Where a theme of an answer comes from."""

PLACED_BY = {"coder": "door een codeur", "rule": "volgens een regel"}
ACTIONS = {
    "accept": "stelde vast",
    "reject": "wees af",
    "rename": "hernoemde",
    "define": "omschreef",
    "merge": "voegde samen",
    "split": "splitste",
    "move": "verplaatste",
    "new_theme": "maakte",
    "note": "noteerde",
    "add_theme": "gaf een antwoord een thema",
    "remove_theme": "nam een thema van een antwoord",
    "code_answer": "codeerde een antwoord",
    "settle": "besliste over een antwoord",
    "clear_quote": "gaf een citaat vrij",
    "report_personal": "meldde een persoonsgegeven",
    "mark_answer": "markeerde een antwoord",
    "undo": "maakte ongedaan",
    "restore": "herstelde",
    "sign_off": "ondertekende",
    "resolve": "loste op",
}
ENTRIES = {
    "signed_in": "aangemeld",
    "signed_out": "afgemeld",
    "sign_in_failed": "aanmelding geweigerd",
    "user_added": "gebruiker toegevoegd",
    "user_removed": "gebruiker verwijderd",
    "password_changed": "wachtwoord gewijzigd",
    "token_granted": "token verleend",
    "export": "uitvoer",
    "import": "invoer",
}
