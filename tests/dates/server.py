"""A PostgreSQL of the platform's own image, beside any stack, whose clock is moved; nothing of it is left."""

import secrets
import subprocess
import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import yaml

from infra import paths
from infra.hooks import databases
from infra.hooks.access import Access
from infra.hooks.primary import Login
from infra.hooks.roles import role_secret
from infra.identity import new_authority, new_leaf
from infra.images import lock
from infra.packs import DATA_KEY_SETTING, Pack
from infra.services.postgres import postgres
from infra.settings import from_mapping
from infra.toolchain.engine import docker

_LIBRARY = "usr/lib/*/faketime/libfaketime.so.1"
_FOLDER = "/dates"
_START = f"""
set -eu
export PATH="/usr/lib/postgresql/17/bin:$PATH"
install -m 600 {_FOLDER}/server.key /tmp/server.key
initdb --pgdata=/tmp/data --username=postgres --pwfile={_FOLDER}/password --auth=scram-sha-256 \\
    --encoding=UTF8 --locale=C.UTF-8 >/dev/null
printf 'local all all trust\\nhostssl all all all scram-sha-256\\n' >/tmp/data/pg_hba.conf
export LD_PRELOAD={_FOLDER}/libfaketime.so.1 FAKETIME="@$1" FAKETIME_DONT_FAKE_MONOTONIC=1
shift
exec postgres -D /tmp/data "$@"
"""
_SETTINGS = {
    "listen_addresses": "*",
    "unix_socket_directories": "/tmp",  # noqa: S108 - inside the container
    "ssl": "on",
    "ssl_cert_file": f"{_FOLDER}/server.crt",
    "ssl_key_file": "/tmp/server.key",  # noqa: S108
    "max_worker_processes": "24",
    "fsync": "off",
}
_TAKEN = ("shared_preload_libraries", "novax_pooled.kept", "timescaledb.license", "cron.database_name", "cron.log_run")
"""What the platform's own servers are told as well."""


@dataclass(frozen=True)
class Server:
    """A server that runs: its container, and the superuser's login to the maintenance database."""

    container: str
    superuser: Login
    passwords: dict[str, str]

    def migrator(self, pack: Pack) -> Login:
        """Return the login of a pack's migrator, with the pack's data key where it has one."""
        access = replace(self.superuser.access, user=pack.migrator)
        settings = {DATA_KEY_SETTING: self.passwords[pack.data_key_secret]} if pack.data_key_secret else {}
        password = self.passwords[role_secret(pack, pack.migrator)]
        return replace(self.superuser, access=access, password=password, database=pack.database, settings=settings)


@contextmanager
def at(moment: datetime, packs: Sequence[Pack]) -> Generator[Server]:
    """Yield a server whose time goes on from a moment, with the roles and databases of packs."""
    passwords = {name: secrets.token_hex(32) for name in databases.secret_names(packs)}
    passwords |= {pack.data_key_secret: secrets.token_hex(32) for pack in packs if pack.data_key_secret}
    with tempfile.TemporaryDirectory(prefix="novax-dates-") as name, _container(Path(name), moment, passwords) as found:
        port = int(docker("port", found, "5432/tcp").splitlines()[0].rpartition(":")[2])
        ca = Path(name, "ca.crt")
        access = Access("127.0.0.1", port, "postgres", ca.read_text(encoding="ascii"))
        databases.apply(access, packs, passwords)
        yield Server(found, Login(access, ca, passwords[databases.SUPERUSER_SECRET], "postgres"), passwords)


@contextmanager
def _container(folder: Path, moment: datetime, passwords: dict[str, str]) -> Generator[str]:
    authority = new_authority("dates")
    leaf = new_leaf(authority, ("localhost", "127.0.0.1"))
    content = {"ca.crt": authority["crt"], "server.crt": leaf["crt"], "server.key": leaf["key"]}
    content["password"] = passwords[databases.SUPERUSER_SECRET]
    for file, text in content.items():
        (folder / file).write_text(text, encoding="ascii")
    (folder / "libfaketime.so.1").write_bytes(_library().read_bytes())
    # The image's user is none of this machine's; what is in the folder is of use to nobody else.
    folder.chmod(0o755)
    for file in folder.iterdir():
        file.chmod(0o644)
    image = lock.load(paths.IMAGE_LOCK).reference("postgres")
    settings = [f"--{key}={value}" for key, value in {**_SETTINGS, **_platform_settings()}.items()]
    published = ("--publish", "127.0.0.1::5432", "--shm-size", "256m")
    # The variables are for psql in the container.
    mounted = ("--volume", f"{folder}:{_FOLDER}:ro", "--env=PGHOST=/tmp", "--env=PGUSER=postgres", "--entrypoint=bash")
    command = ("-c", _START, "bash", f"{moment:%Y-%m-%d %H:%M:%S}", *settings)
    container = docker("run", "--detach", "--rm", *published, *mounted, image, *command).strip()
    try:
        yield container
    finally:
        docker("rm", "--force", container)


def _platform_settings() -> dict[str, str]:
    """Return what the platform's own servers are told, as far as one without Patroni and an archive needs it."""
    (configuration,) = postgres(from_mapping({"environment": "ci"})).members[0].files
    parameters = yaml.safe_load(configuration.content)["postgresql"]["parameters"]
    return {name: str(parameters[name]) for name in _TAKEN}


def _library() -> Path:
    """Return Debian's libfaketime, which is fetched once."""
    folder = paths.cache() / "faketime"
    if not (found := list(folder.glob(_LIBRARY))):
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["apt-get", "download", "-qq", "libfaketime"], cwd=folder, check=True, capture_output=True)
        (package,) = folder.glob("*.deb")
        subprocess.run(["dpkg-deb", "--extract", str(package), str(folder)], check=True)
        package.unlink()
        found = list(folder.glob(_LIBRARY))
    return found[0]
