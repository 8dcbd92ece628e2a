"""What of a user's environment reaches the platform: the variables listed here, and nothing else of it or of a home.

A variable that a client's library reads by itself (``PGHOSTADDR``, ``http_proxy``) can lead a connection elsewhere or
break it, long after its owner forgot it. So a command drops what is not listed before it does anything.
"""

import locale
import os
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

HONOURED: Mapping[str, str] = {
    "NOVAX_*": "the platform's own",
    "KUBECONFIG": "which cluster `kubeconfig: given` means",
    "DOCKER_*": "which engine, as the docker command takes it: DOCKER_HOST, DOCKER_CONTEXT, DOCKER_CONFIG",
    "SSH_AUTH_SOCK": "the keys for an engine behind ssh",
    "PULUMI_BACKEND_URL": "where states lie, instead of NOVAX_HOME",
    "PULUMI_ACCESS_TOKEN": "the sign-in to that",
    "AWS_*": "the same for a bucket, and for sign-in programs of a kubeconfig; never for the stack's own object store",
    "AZURE_*": "likewise",
    "GOOGLE_*": "likewise",
    "CLOUDSDK_*": "likewise",
    "HTTP_PROXY": "downloads; never on the way to the stack itself",
    "HTTPS_PROXY": "likewise",
    "ALL_PROXY": "likewise",
    "NO_PROXY": "hosts of downloads that are reached without a proxy",
    "http_proxy": "likewise",
    "https_proxy": "likewise",
    "all_proxy": "likewise",
    "no_proxy": "likewise",
    "SSL_CERT_FILE": "whose certificates downloads trust",
    "SSL_CERT_DIR": "likewise",
    "REQUESTS_CA_BUNDLE": "likewise",
    "CURL_CA_BUNDLE": "likewise",
    "PIP_*": "where Python packages come from",
    "GOPROXY": "where Go modules come from",
    "GOPRIVATE": "likewise",
    "GONOPROXY": "likewise",
    "GONOSUMDB": "likewise",
    "GOSUMDB": "likewise",
    "GOINSECURE": "likewise",
    "GITHUB_*": "`novax comment`",
    "CI": "that nobody watches",
    "PATH": "where programs are",
    "HOME": "where files of the user's lie",
    "XDG_*": "likewise",
    "TMPDIR": "likewise",
    "USER": "who it is",
    "LOGNAME": "likewise",
    "SHELL": "which shell a prompt starts",
    "TERM": "what the terminal can show",
    "COLORTERM": "likewise",
    "COLUMNS": "likewise",
    "LINES": "likewise",
    "NO_COLOR": "likewise",
    "EDITOR": "for psql",
    "VISUAL": "for psql",
    "PAGER": "for psql",
    "LESS": "for psql",
    "PSQL_*": "for psql",
    "PGTZ": "for psql alone",
    "PGCLIENTENCODING": "for psql alone",
    "PGDATESTYLE": "for psql alone",
}
"""Variables that count and what for; a star stands for any ending. docs/environment.md has them for people."""

FOR_PSQL = ("PGTZ", "PGCLIENTENCODING", "PGDATESTYLE")
"""Of libpq's variables those that are about a prompt's looks; a program of ours they would only confuse."""

NOWHERE = "/nonexistent"
"""A path at which nothing is, for files that a library would otherwise look for in the home directory."""

FIXED: Mapping[str, str] = {
    # Messages of programs are read, and files are UTF-8.
    "LC_ALL": "C.UTF-8",
    # What libpq would find in ~/.postgresql and ~/.pgpass, or in a ticket of another realm.
    "PGSSLCERT": NOWHERE,
    "PGSSLCRL": NOWHERE,
    "PGPASSFILE": NOWHERE,
    "PGGSSENCMODE": "disable",
}
"""What every process of ours has in its environment."""

LOOPBACK = ("localhost", "127.0.0.1", "::1")
"""Where the stack's ports are, which no proxy is on the way to."""

NO_PROXY = ("no_proxy", "NO_PROXY")


@dataclass
class _Set:
    """What was set aside of the environment that this process began with."""

    psql: Mapping[str, str]
    dropped: tuple[str, ...]


_aside = _Set({}, ())


def honoured(name: str) -> bool:
    """Tell whether a variable counts."""
    return any(name == one or (one.endswith("*") and name.startswith(one[:-1])) for one in HONOURED)


def settled(environment: Mapping[str, str], own: Iterable[str] = ()) -> dict[str, str]:
    """Return what counts of an environment, with what is fixed; ``own`` are beginnings of further names that count."""
    beginnings = tuple(own)
    kept = {
        name: value
        for name, value in environment.items()
        if name not in FOR_PSQL and (honoured(name) or name.startswith(beginnings))
    }
    return kept | {name: without_proxy(environment) for name in NO_PROXY} | dict(FIXED)


def without_proxy(environment: Mapping[str, str]) -> str:
    """Return the value of ``no_proxy`` with which no client of the stack takes a proxy."""
    given = next((environment[name] for name in NO_PROXY if environment.get(name)), "")
    hosts = [host.strip() for host in given.split(",") if host.strip()]
    return ",".join((*hosts, *(host for host in LOOPBACK if host not in hosts)))


def settle(own: Iterable[str] = ()) -> None:
    """Drop what does not count from this process's environment, for itself and for what it starts."""
    kept = settled(os.environ, own)
    if dropped := tuple(name for name in os.environ if name not in kept and name not in FOR_PSQL):
        _aside.dropped = dropped
    if looks := {name: os.environ[name] for name in FOR_PSQL if name in os.environ}:
        _aside.psql = looks
    for name in os.environ.keys() - kept.keys():
        del os.environ[name]
    os.environ.update(kept)
    time.tzset()


def for_psql() -> Mapping[str, str]:
    """Return the variables that count for a prompt alone, as this process was given them."""
    return _aside.psql


def dropped() -> tuple[str, ...]:
    """Return the names of what `settle` dropped."""
    return _aside.dropped


def restart_where_python_was_told_otherwise() -> None:
    """Begin anew where what Python reads at its start was set: search paths, its options, another encoding."""
    told = any(name.startswith("PYTHON") for name in os.environ)
    if told or locale.getpreferredencoding(do_setlocale=False).lower() != "utf-8":
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        for name in [name for name in environment if name == "LANG" or name.startswith("LC_")]:
            del environment[name]
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], environment | {"LC_ALL": FIXED["LC_ALL"]})  # noqa: S606
