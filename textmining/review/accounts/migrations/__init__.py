"""Changes of the accounts' tables, one after another; they have a version table of their own beside the decisions'."""
