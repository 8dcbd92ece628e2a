"""Restored copies: the cluster as it was, as a PostgreSQL of its own in this container, beside the one that runs."""
