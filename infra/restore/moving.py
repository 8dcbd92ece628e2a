"""Brings the backups of one stack's cluster to another stack, on whichever platform, to be restored there.

Files are copied as they are, encrypted with the first stack's key, to where nothing is locked. The members of the other
stack read them with a configuration of its own, in memory, while the restore lasts; they go on with their own
passwords, archive and key.
"""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra.cli.running import Running
from infra.hooks.bucket_accounts import BACKUP
from infra.packs import BACKUP_BUCKET, SCRATCH_BUCKET
from infra.restore import archive
from infra.restore.members import execute, query
from infra.restore.repository import Repository
from infra.restore.state import State
from infra.retention.store import Bucket
from infra.services.pgbackrest import CONFIG, STANZA
from infra.services.postgres import SCOPE
from infra.specs import DATA_DIR
from infra.toolchain.progress import say, step, working

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_FOLDER = "moved"
_MOVED_CONFIG = "/tmp/novax-moved.conf"  # noqa: S108 - inside the container, in memory
_LOGINS = "/tmp/novax-moved-logins.sql"  # noqa: S108 - as above
_CIPHER = re.compile(r"^repo1-cipher-pass=.*$", re.MULTILINE)
_BUCKET = re.compile(r"^repo1-s3-bucket=.*$", re.MULTILINE)
_PARALLEL = 8
_BATCH = 1000
"""Objects that one request can delete."""

_READ_LOGINS = """
select format(
    'do $do$ begin alter role %I password %L; exception when undefined_object then null; end $do$;',
    rolname, rolpassword
)
from pg_authid where rolpassword is not null
"""

# patronictl has no word for it: only the store itself knows which cluster is the right one.
_NAME_CLUSTER = """
import sys
from patroni.config import Config
from patroni.dcs import get_dcs
config = Config(sys.argv[1], None).copy()
store = get_dcs({**config, "scope": sys.argv[2], "name": sys.argv[2], "patronictl": True})
store.get_cluster()
sys.exit(not store.initialize(create_new=False, sysid=sys.argv[3]))
"""


@dataclass(frozen=True)
class Origin:
    """The stack that the backups come from, where its cluster stands, and its repository as its own leader sees it."""

    running: Running
    state: State
    repository: Repository


def bring(origin: Origin, running: Running, leader: str) -> Repository:
    """Copy an origin's repository to a stack, and return it as the container `leader` of that stack sees it.

    Raises:
        UserError: a store, a container or the archive does not answer.
    """
    identifier = origin.state.system_identifier
    with step(f"last WAL of stack {origin.running.stack} archived"):
        archive.switch(origin.repository.container)
    _copy(origin.running, running, identifier)
    own = execute(leader, ["cat", CONFIG])
    (cipher,) = _CIPHER.findall(execute(origin.repository.container, ["cat", CONFIG]))
    # By a function, so that nothing in the password means anything.
    moved = _BUCKET.sub(f"repo1-s3-bucket={SCRATCH_BUCKET}", _CIPHER.sub(lambda _: cipher, own))
    execute(leader, ["sh", "-c", f"umask 077; cat > {_MOVED_CONFIG}"], text=moved)
    return Repository(leader, identifier, folder=_FOLDER, config=_MOVED_CONFIG)


def forget(moved: Repository, running: Running) -> None:
    """Remove what was brought.

    Raises:
        UserError: the store or the container does not answer.
    """
    execute(moved.container, ["rm", "-f", _MOVED_CONFIG, _LOGINS])
    with _bucket(running, SCRATCH_BUCKET).client() as store:
        keys = list(_keys(store, SCRATCH_BUCKET, f"{_FOLDER}/{moved.system_identifier}/"))
        for start in range(0, len(keys), _BATCH):
            batch = keys[start : start + _BATCH]
            store.delete_objects(Bucket=SCRATCH_BUCKET, Delete={"Objects": [{"Key": key} for key in batch]})


def save_logins(container: str) -> None:
    """Keep the logins that the stack's services know, in the container's memory: verifiers, which sign nobody in."""
    found = query(container, _READ_LOGINS)
    execute(container, ["sh", "-c", f"umask 077; cat > {_LOGINS}"], text=f"{found}\n")


def settle(container: str) -> None:
    """Let the stack's services and applications sign in to a restored server, and give it a place in the archive.

    Raises:
        UserError: the archive could not be prepared.
    """
    execute(container, ["psql", "-XAtq", "--set=ON_ERROR_STOP=1", "--dbname=postgres", f"--file={_LOGINS}"])
    # What the other cluster had pushed bears names that this one gives again, and would count as archived.
    execute(container, ["rm", "-rf", f"{DATA_DIR}/pgbackrest/spool/archive"])
    # pgBackRest refuses while the server's own attempts to archive hold its lock.
    attempt = "for _ in 1 2 3 4 5 6 7 8 9; do novax-pgbackrest stanza-create && exit; sleep 2; done; exit 1"
    execute(container, ["sh", "-c", attempt])


def name_cluster(container: str, identifier: str) -> None:
    """Tell Patroni's store which cluster is the stack's from now on; its members refuse any other.

    Raises:
        UserError: the store does not answer.
    """
    script = ["sh", "-c", 'exec python3 -c "$1" "$PATRONICTL_CONFIG_FILE" "$2" "$3"', "sh", _NAME_CLUSTER]
    execute(container, [*script, SCOPE, identifier])


def _copy(origin: Running, target: Running, identifier: str) -> None:
    title = f"copying the repository of stack {origin.stack} to stack {target.stack}"
    there, here = _bucket(origin, BACKUP_BUCKET), _bucket(target, SCRATCH_BUCKET)
    with there.client() as source, here.client() as store, working(title) as tick:
        keys = list(_keys(source, BACKUP_BUCKET, f"{STANZA}/{identifier}/"))

        def carry(key: str) -> int:
            found = source.get_object(Bucket=BACKUP_BUCKET, Key=key)
            moved = f"{_FOLDER}/{key.partition('/')[2]}"
            store.upload_fileobj(found["Body"], SCRATCH_BUCKET, moved)
            return found["ContentLength"]

        size = 0
        with ThreadPoolExecutor(_PARALLEL) as pool:
            for done in as_completed([pool.submit(carry, key) for key in keys]):
                size += done.result()
                tick()
    say(f"  {len(keys)} objects, {size / 2**20:.1f} MiB")


def _bucket(running: Running, name: str) -> Bucket:
    account = running.account(BACKUP)
    return Bucket(name, account.endpoint.url, account.username, account.password, running.ca_file())


def _keys(store: "S3Client", bucket: str, prefix: str) -> Iterator[str]:
    for page in store.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        yield from (item["Key"] for item in page.get("Contents", ()) if "Key" in item)
