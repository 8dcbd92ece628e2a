"""Restores: the whole cluster in place, a copy beside it, and what the other services need afterwards."""
