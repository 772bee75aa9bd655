"""Who may use the review app: users, sessions, tokens, and a record of who came in, in the review database."""

from textmining.review.accounts.accounts import Accounts
from textmining.review.accounts.users import ROLES, Role, User

__all__ = ["ROLES", "Accounts", "Role", "User"]
