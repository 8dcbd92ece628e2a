"""The cluster's place in the archive, without which PostgreSQL keeps its WAL and no backup can be taken.

A primary makes it when it begins to lead; this hook makes it in an object store that began empty under a primary.
"""

from collections.abc import Mapping

import psycopg

from infra.hooks.access import Access
from infra.hooks.databases import MAINTENANCE_DATABASE, SUPERUSER_SECRET
from infra.hooks.declaration import Changes
from infra.hooks.primary import Login
from infra.hooks.waiting import until_ready

SECRETS = (SUPERUSER_SECRET,)
"""The names of the passwords that `apply` needs."""

# The server runs it as its own user, whose keys it takes. What is there already stays.
_CREATE = "copy (select) to program 'cat > /dev/null && novax-pgbackrest stanza-create'"


def apply(access: Access, secrets: Mapping[str, str]) -> Changes:
    """See to it that the cluster has a place in the archive.

    `access` is the primary, with a superuser.

    Raises:
        UserError: the primary or the object store did not come up in time.
    """
    with (
        access.ca_file() as ca,
        Login(access, ca, secrets[SUPERUSER_SECRET], MAINTENANCE_DATABASE).connect() as connection,
    ):
        until_ready("the archive of PostgreSQL", lambda: connection.execute(_CREATE), _is_taken)
    return ()


def _is_taken(error: Exception) -> bool:
    """Tell whether pgBackRest refused, as it does while the server's own attempts to archive hold its lock."""
    return isinstance(error, psycopg.errors.ExternalRoutineException)
