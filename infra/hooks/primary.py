"""How hooks and migrations sign in to PostgreSQL's primary: straight, never through PgBouncer, over verified TLS."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode, urlunsplit

import psycopg

from infra.hooks.access import Access
from infra.hooks.waiting import until_ready

APPLICATION_NAME = "novax-hooks"

_TIMEOUT_SECONDS = 10

_COMING_UP = (
    "connection refused",
    "connection timeout expired",
    "eof detected",
    "in recovery mode",
    "not yet accepting connections",
    "read-only",
    "server closed the connection unexpectedly",
    "shutting down",
    "starting up",
)
"""What libpq says of a server that starts, stops or is no primary yet; it gives no SQLSTATE before a session exists."""


@dataclass(frozen=True)
class Login:
    """An account of the primary, and the database that it signs in to."""

    access: Access
    ca: Path
    password: str = field(repr=False)
    database: str
    settings: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    """Run-time settings of each session; they travel in its first message and are in no log or process list."""

    def connect(self) -> psycopg.Connection:
        """Return a session in autocommit: CREATE DATABASE wants it, and transactions are explicit.

        Raises:
            UserError: the primary did not come up in time.
            psycopg.OperationalError: it refused.
        """

        def attempt() -> psycopg.Connection:
            return psycopg.connect(
                host=self.access.host,
                port=self.access.port,
                user=self.access.user,
                password=self.password,
                dbname=self.database,
                autocommit=True,
                sslmode="verify-full",
                sslrootcert=str(self.ca),
                ssl_min_protocol_version="TLSv1.3",
                target_session_attrs="read-write",
                connect_timeout=_TIMEOUT_SECONDS,
                application_name=APPLICATION_NAME,
                options=self._options(),
            )

        return until_ready(f"the PostgreSQL primary at {self.access}", attempt, is_coming_up)

    def url(self) -> str:
        """Return the same as a URL, password included, for programs that take nothing else; it is for no command line.

        The server itself speaks nothing below TLS 1.3, which a URL cannot ask for everywhere.
        """
        options = {
            "sslmode": "verify-full",
            "sslrootcert": str(self.ca),
            "connect_timeout": _TIMEOUT_SECONDS,
            "application_name": APPLICATION_NAME,
        }
        if self.settings:
            options["options"] = self._options()
        address = f"{quote(self.access.user, safe='')}:{quote(self.password, safe='')}@{self.access}"
        return urlunsplit(("postgres", address, f"/{quote(self.database, safe='')}", urlencode(options), ""))

    def _options(self) -> str:
        """Return the settings as arguments of the server's; a backslash keeps a blank from ending one."""
        escaped = {name: re.sub(r"([\\\s])", r"\\\1", value) for name, value in self.settings.items()}
        return " ".join(f"-c {name}={value}" for name, value in escaped.items())


def is_coming_up(error: Exception) -> bool:
    """Tell whether a connection failed because the server starts, stops or is no primary yet."""
    message = str(error).lower()
    return isinstance(error, psycopg.OperationalError) and any(phrase in message for phrase in _COMING_UP)
