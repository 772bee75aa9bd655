"""The pages, one module for each kind, and the API."""
