"""What coders read in the place of the names that the program uses."""

from __future__ import annotations

__all__ = ["ACTIONS", "ENTRIES", "LEVELS", "ORDERS", "PLACED_BY", "PLACES", "ROLES", "ROLE_OF_PLACE", "STATUS"]

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
    "/besluiten": "Besluiten",
}
"""The pages of a question, by the end of their address, in the order of the work."""

ROLE_OF_PLACE: dict[str, str] = {}
"""The least role for those that not everybody sees."""

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
}
