"""How a hook reaches a service: its address, its account's name and the CA that must have signed its certificate."""

import base64
import os
import ssl
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Access:
    """One service as seen from where Pulumi runs; the password travels apart from it."""

    host: str
    port: int
    user: str
    ca_pem: str

    def __str__(self) -> str:
        """Return the address, as messages name it."""
        return f"{self.host}:{self.port}"

    def basic(self, password: str) -> str:
        """Return the header Authorization with which the account signs in over HTTP."""
        return f"Basic {base64.b64encode(f'{self.user}:{password}'.encode()).decode()}"

    def ssl_context(self) -> ssl.SSLContext:
        """Return a client context that trusts the given CA alone and speaks nothing below TLS 1.3."""
        context = ssl.create_default_context(cadata=self.ca_pem)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        return context

    @contextmanager
    def ca_file(self) -> Generator[Path]:
        """Yield the CA as a file for clients that take only a path; it is private and gone afterwards."""
        descriptor, name = tempfile.mkstemp(prefix="novax-ca-", suffix=".crt")
        path = Path(name)
        try:
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(self.ca_pem)
            yield path
        finally:
            path.unlink()
