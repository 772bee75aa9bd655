"""The Prefect side of textmining: flows, tasks and artifacts. No analysis in here."""
