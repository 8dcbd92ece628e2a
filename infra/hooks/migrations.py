"""Every pack's tables, policies and functions: migrations, applied straight to the primary as the pack's migrator.

A preview lists the files with their hashes, so its difference shows which SQL will run. Nothing here undoes anything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from infra.hooks import sqlfiles
from infra.hooks.access import Access
from infra.hooks.declaration import JSON, Changes
from infra.hooks.primary import Login
from infra.hooks.roles import role_secret
from infra.migrations import runs
from infra.migrations.files import Series, pack_series, platform_series
from infra.packs import DATA_KEY_SETTING, Pack


def declared(packs: Sequence[Pack]) -> dict[str, JSON]:
    """Return the files that `apply` will see to, in their order, for the marker.

    Raises:
        UserError: a migration file is not as it must be.
    """
    return {
        "platform": _listed(platform_series()),
        "packs": {pack.name: _listed(pack_series(pack)) for pack in packs},
        "sql": sqlfiles.hashes((runs.PRIVILEGES_FILE,)),
    }


def secret_names(packs: Sequence[Pack]) -> tuple[str, ...]:
    """Return the names of the migrators' passwords and of the data keys."""
    return (
        *(role_secret(pack, pack.migrator) for pack in packs),
        *(pack.data_key_secret for pack in packs if pack.data_key_secret),
    )


def apply(access: Access, packs: Sequence[Pack], secrets: Mapping[str, str]) -> Changes:
    """Apply what is pending in each pack's database and return what that was.

    `access` is the primary, whoever its user; `secrets` holds a password for each of `secret_names`.

    Raises:
        UserError: the history was edited, or a file failed; what was applied before it stands, the next run goes on.
        psycopg.Error: the server refused.
    """
    changes: Changes = ()
    with access.ca_file() as ca:
        for pack in packs:
            migrator = replace(access, user=pack.migrator)
            password = secrets[role_secret(pack, pack.migrator)]
            settings = {DATA_KEY_SETTING: secrets[pack.data_key_secret]} if pack.data_key_secret else {}
            login = Login(migrator, ca, password, pack.database, settings)
            # The engine shows how long a step takes; what was done, it hears at the end.
            changes += runs.migrate(login, pack, (platform_series(), pack_series(pack)), lambda _: None)
    return changes


def _listed(series: Series) -> list[JSON]:
    return [f"{migration.file}: {migration.sha256}" for migration in series.migrations]
