"""Tests' own sessions in a pack's database, which write the pack's names without a schema."""

from dataclasses import replace

from infra.hooks.primary import Login


def at_home(login: Login) -> Login:
    """Return a login whose sessions have the search path of applications; the superuser's own has no pack's schema."""
    return replace(login, settings={**login.settings, "search_path": "public, extensions"})
