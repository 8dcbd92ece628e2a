"""A side instance: the whole cluster as it was at a point, beside the running one, to look things up in.

It reads the repository while it restores and is cut off from the platform then: it archives nothing, runs no job, and
lets one login read. It lies in a container, a network and a volume of its own, none of which the stack's state knows.
"""

import json
import re
import secrets
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra import catalog, paths
from infra.cli.containers import docker, network_of
from infra.cli.running import Running
from infra.drills.database import superuser
from infra.errors import UserError
from infra.restore.in_place import options
from infra.restore.members import query
from infra.restore.plan import Point
from infra.restore.repository import Repository
from infra.restore.state import State
from infra.services.pgbackrest import CONFIG, STANZA
from infra.services.postgres import DATA, PORT
from infra.specs import CONFIG_DIR, DATA_DIR, TLS_DIR
from infra.toolchain.progress import step, working

LABEL = "novax.restore"
"""Its value is the stack that the side instance was restored from."""

READER = "restore_reader"
"""The one login: reads every table, past row level security, and writes nowhere."""

LOOPBACK = "127.0.0.1"

_NAME = re.compile(r"[a-z][a-z0-9-]{0,30}")
_HOURS_SECONDS = 12 * 3600.0
_MEMORY_MIB = 512
_HBA = f"local all postgres peer\nhostssl all {READER} all scram-sha-256\n"

_SETTINGS: Mapping[str, str] = {
    "listen_addresses": "*",
    "port": str(PORT),
    "hba_file": f"{DATA_DIR}/pg_hba.conf",
    "archive_mode": "off",
    # With it, the primary's limits would have to be this server's limits, too.
    "hot_standby": "off",
    "default_transaction_read_only": "on",
    "primary_conninfo": "",
    "primary_slot_name": "",
    "synchronous_standby_names": "",
    "max_connections": "20",
    "shared_buffers": "64MB",
    "effective_cache_size": "128MB",
    "maintenance_work_mem": "64MB",
    # Jobs of the live cluster would run here, too.
    "cron.launch_active_jobs": "off",
    "timescaledb.max_background_workers": "0",
}
_START = """
set -eu
if ! [ -f "$PGDATA/PG_VERSION" ]; then
    mkdir -p -m 0700 "$PGDATA"
    pgbackrest "$@" --archive-mode=off restore
fi
exec postgres -D "$PGDATA" %s
"""
_LOGIN = """
set default_transaction_read_only = off;
create role {reader} login bypassrls in role pg_read_all_data password '{verifier}';
alter role {reader} set default_transaction_read_only = on;
select format('grant connect on database %I to {reader}', datname) from pg_database where datallowconn \\gexec
"""


@dataclass(frozen=True)
class Side:
    """A side instance and how to sign in to it; the file has the password as libpq's passfiles do."""

    name: str
    state: str
    address: str
    password_file: str


def container_of(stack: str, name: str) -> str:
    """Return the name of a side instance's container, network and volume."""
    return f"novax-{stack}-restore-{name}"


def refuse_name(stack: str, name: str) -> None:
    """Make sure that a side instance may bear this name.

    Raises:
        UserError: it is malformed, or taken.
    """
    if not _NAME.fullmatch(name):
        raise UserError(f"--into is {name!r}; allowed: up to 31 lower-case letters, digits and -, a letter first")
    if name in {side.name for side in listed(stack)}:
        raise UserError(
            f"--into is {name!r}, which stack {stack} has already; choose another name, or run "
            f"`novax restore remove {name} -s {stack}` first"
        )


def listed(stack: str) -> list[Side]:
    """Return the side instances of a stack."""
    found = docker("ps", "--all", "--quiet", "--filter", f"label={LABEL}={stack}").split()
    facts: list[dict[str, Any]] = json.loads(docker("inspect", *found)) if found else []
    return sorted((_side(stack, one) for one in facts), key=lambda side: side.name)


def _side(stack: str, facts: Mapping[str, Any]) -> Side:
    name = str(facts["Name"]).removeprefix(f"/{container_of(stack, '')}")
    (bound,) = facts["HostConfig"]["PortBindings"][f"{PORT}/tcp"]
    return Side(name, facts["State"]["Status"], f"{LOOPBACK}:{bound['HostPort']}", str(_password_file(stack, name)))


def remove(stack: str, name: str) -> None:
    """Remove a side instance with its data.

    Raises:
        UserError: the stack has none of that name, or Docker refuses.
    """
    known = [side.name for side in listed(stack)]
    if name not in known:
        raise UserError(f"stack {stack} has no side instance {name!r}; allowed: {', '.join(known) or 'none'}")
    _discard(stack, name)
    if name in {side.name for side in listed(stack)}:
        raise UserError(
            f"side instance {name} could not be removed; `docker rm --force --volumes {container_of(stack, name)}` "
            "says why"
        )


def _discard(stack: str, name: str) -> None:
    whole = container_of(stack, name)
    for command in (["rm", "--force", "--volumes"], ["network", "rm"], ["volume", "rm", "--force"]):
        with suppress(UserError):
            docker(*command, whole)
    _password_file(stack, name).unlink(missing_ok=True)


def _password_file(stack: str, name: str) -> Path:
    return paths.home() / "restore" / stack / f"{name}.pgpass"


def make(running: Running, before: State, where: Point, name: str) -> Side:
    """Restore the cluster to a point in a side instance and return how to sign in; nothing is left on failure.

    Raises:
        UserError: it could not be restored; the message has the last lines that the container said.
    """
    model = running.members[before.leader]
    whole = container_of(running.stack, name)
    platform = network_of(model)
    try:
        _create(running, before, where, name, model)
        docker("network", "connect", platform, whole)
        for source in (CONFIG, TLS_DIR):
            _copy(model, source, whole)
        docker("start", whole)
        _await_writes(whole, f"restoring {where.backup.label} into {name}")
        with step(f"side instance {name} cut off from the platform"):
            # The configuration has the store's password and the repository's key.
            docker("exec", whole, "rm", CONFIG)
            docker("network", "disconnect", "--force", platform, whole)
        _let_read(running, name, whole)
    except BaseException:
        _discard(running.stack, name)
        raise
    return next(side for side in listed(running.stack) if side.name == name)


def _create(running: Running, before: State, where: Point, name: str, model: str) -> None:
    whole, uid = container_of(running.stack, name), catalog.IMAGES["postgres"].uid
    label = f"{LABEL}={running.stack}"
    # Nothing goes out of this network: no masquerade. Its port is published all the same.
    hidden = "com.docker.network.bridge.enable_ip_masquerade=false"
    docker("network", "create", "--label", label, "--opt", hidden, whole)
    docker("volume", "create", "--label", label, whole)
    source = Repository(model, before.system_identifier)
    environment = {
        "PGDATA": DATA,
        "PGBACKREST_CONFIG": CONFIG,
        "PGBACKREST_STANZA": STANZA,
        **source.environment,
    }
    owner = f"uid={uid},gid={uid},mode=0700"
    settings = " ".join(f"-c {key}='{value}'" for key, value in _SETTINGS.items())
    docker(
        "create",
        f"--name={whole}",
        f"--label={label}",
        f"--network={whole}",
        f"--publish={LOOPBACK}:{_free_port()}:{PORT}",
        f"--volume={whole}:{DATA_DIR}",
        f"--tmpfs=/run/postgresql:size=8m,{owner}",
        f"--tmpfs=/tmp:size=64m,{owner}",
        f"--user={uid}:{uid}",
        "--group-add=0",
        "--init",
        "--cap-drop=ALL",
        "--security-opt=no-new-privileges:true",
        f"--memory={_MEMORY_MIB}m",
        f"--memory-swap={_MEMORY_MIB}m",
        f"--shm-size={_MEMORY_MIB // 2}m",
        "--pids-limit=256",
        # A fast shutdown.
        "--stop-signal=SIGINT",
        *(f"--env={key}={value}" for key, value in environment.items()),
        docker("inspect", "--format", "{{.Image}}", model),
        *_command(settings, where, source),
    )


def _command(settings: str, where: Point, source: Repository) -> Sequence[str]:
    hba = f"printf '%s' '{_HBA}' > {DATA_DIR}/pg_hba.conf"
    return ["sh", "-c", f"{hba}\n{_START % settings}", "restore", *options(where, source.fetch), f"--pg1-path={DATA}"]


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind((LOOPBACK, 0))
        return listener.getsockname()[1]


def _copy(source: str, path: str, target: str) -> None:
    """Copy a file or folder of one container into another; what is secret in it touches no disk of the host."""
    tar = subprocess.run(["docker", "cp", f"{source}:{path}", "-"], capture_output=True, check=False)
    done = subprocess.run(
        ["docker", "cp", "-", f"{target}:{CONFIG_DIR}"], input=tar.stdout, capture_output=True, check=False
    )
    if tar.returncode or done.returncode:
        raise UserError(f"{path} could not be copied to {target}: {(tar.stderr + done.stderr).decode().strip()}")


def _await_writes(container: str, title: str) -> None:
    deadline = time.monotonic() + _HOURS_SECONDS
    with working(title) as tick:
        while True:
            with suppress(UserError):
                if query(container, "select pg_is_in_recovery()") == "f":
                    return
            if docker("inspect", "--format", "{{.State.Running}}", container) != "true":
                raise UserError(f"{title} failed: {_last_words(container)}")
            if time.monotonic() > deadline:
                raise UserError(f"{title} did not end within {_HOURS_SECONDS / 3600:g} h")
            tick()
            time.sleep(1)


def _last_words(container: str) -> str:
    said = subprocess.run(
        ["docker", "logs", "--tail", "4", container],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return " | ".join(said.stdout.strip().splitlines())


def _let_read(running: Running, name: str, container: str) -> None:
    """Make the one login, and keep its password in a file that only this user can read."""
    password = secrets.token_urlsafe(24)
    # libpq makes a verifier only in a session, and nobody can sign in to the side instance yet.
    with superuser(running) as connection:
        verifier = connection.pgconn.encrypt_password(password.encode(), READER.encode(), b"scram-sha-256").decode()
    query(container, _LOGIN.format(reader=READER, verifier=verifier))
    port = next(side.address for side in listed(running.stack) if side.name == name).rpartition(":")[2]
    file = _password_file(running.stack, name)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.write_text(f"{LOOPBACK}:{port}:*:{READER}:{password}\n", encoding="ascii")
