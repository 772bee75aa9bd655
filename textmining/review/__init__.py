"""The review app: pages for coders, with their accounts. Importing this imports nothing heavy."""
