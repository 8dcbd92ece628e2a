"""Platform-neutral description of what runs: no Docker, no Kubernetes and no Pulumi type appears here.

A service file turns settings into a `ServiceSpec`; a platform turns the spec into resources. Secrets appear in specs
only by name, as placeholders inside file contents, so a spec can be printed, compared and hashed freely.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

CONFIG_DIR = "/etc/novax"
"""Where configuration and secrets appear in a container, readable by the service's user alone."""

DATA_DIR = "/var/lib/novax"
"""Where a stateful service keeps its data; a volume of its own."""

TLS_DIR = f"{CONFIG_DIR}/tls"
CA_FILE = f"{TLS_DIR}/ca.crt"
CERT_FILE = f"{TLS_DIR}/tls.crt"
KEY_FILE = f"{TLS_DIR}/tls.key"
CLIENTS_FILE = f"{TLS_DIR}/clients.crt"
"""The authority of a service's clients, where it knows them by certificates."""

CLIENTS = "-clients"
"""What ends the name of the authority of a service's clients."""

_PLACEHOLDER = re.compile(r"\$\{secret:([a-z0-9._-]+)\}")


@dataclass(frozen=True)
class SecretRef:
    """The name of a value that `infra.identity` keeps; formatting it gives a placeholder, never the value."""

    name: str

    def __str__(self) -> str:
        return f"${{secret:{self.name}}}"

    def form(self, name: str) -> "SecretRef":
        """Return a reference to something computed from the secret, such as its ``sha256``."""
        return SecretRef(f"{self.name}.{name}")

    @property
    def user(self) -> "SecretRef":
        """A reference to the name of the password's account, where that is random as well."""
        return self.form("user")


@dataclass(frozen=True)
class ConfigFile:
    """A file in the container; its content may hold `SecretRef` placeholders."""

    path: str
    content: str

    @property
    def secrets(self) -> tuple[str, ...]:
        """Names of the secrets that the content refers to, sorted and unique."""
        return tuple(sorted(set(_PLACEHOLDER.findall(self.content))))

    def resolve(self, values: Mapping[str, str]) -> str:
        """Return the content with every placeholder replaced; a name that is missing raises `KeyError`."""
        return _PLACEHOLDER.sub(lambda match: values[match.group(1)], self.content)


@dataclass(frozen=True)
class Endpoint:
    """A port that clients outside the platform's network may use: what users see in outputs and settings."""

    name: str
    port: int
    scheme: str


@dataclass(frozen=True)
class Call:
    """Connections that the members of a service open: to any member of which service, on which port."""

    service: str
    port: int


@dataclass(frozen=True)
class Probe:
    """The command that tells whether a member is ready; times are seconds.

    ``interval`` and ``retries`` are for Kubernetes; on Docker whoever has to know asks at once.
    ``port`` and ``path`` say the same to a platform that asks by itself, over TLS, which costs it no process: a
    successful answer to a path, or without one merely that the port accepts connections.
    """

    command: tuple[str, ...]
    interval: int = 5
    timeout: int = 5
    retries: int = 6
    grace: int = 120
    port: int | None = None
    path: str = ""


DEFAULT_SHARED_MEMORY = 64
"""What container runtimes give to those that do not ask, in MiB."""


@dataclass(frozen=True)
class Resources:
    """Hard limits of one member: memory and shared memory in MiB, processes and threads as a count.

    ``cpu`` is what a member gets in any case where members compete, in thousandths of one.
    """

    memory: int
    processes: int
    shared_memory: int = DEFAULT_SHARED_MEMORY
    cpu: int = 50


@dataclass(frozen=True)
class Scratch:
    """A writable folder in memory, empty at each start; size in MiB."""

    path: str
    size: int


@dataclass(frozen=True)
class Member:
    """One running instance of a service; its name is its DNS name in the platform's network."""

    name: str
    files: tuple[ConfigFile, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    endpoints: tuple[Endpoint, ...] = ()
    certificate_names: tuple[str, ...] = ()
    peer: bool = False
    """Whether it calls others of its service by the certificate that it serves with; else that is good for serving."""
    client_of: tuple[str, ...] = ()
    """Services that know it by a certificate, which each has an authority for: no other opens anything there."""


@dataclass(frozen=True)
class Data:
    """What hooks and applications put on the disks of a stateful service, and how one tells that it is still there.

    ``marks`` is a shell command that runs in a member's data folder: it prints a line for each thing that identifies
    the data there, which the same service begun anew would not print, and nothing where there is no data. ``enough`` is
    how many members must have their data for the others to be made anew from it. ``contents`` names what the lines are
    of, where that is declared; when it changes, they are read again. ``remedy`` says what brings the data back when it
    is lost, with ``{mark}`` and ``{stack}`` in it; without a remedy the hooks alone fill the service again.
    """

    marks: str
    enough: int
    contents: tuple[str, ...] = ()
    remedy: str = ""


@dataclass(frozen=True)
class ServiceSpec:
    """Everything about one service that does not depend on where it runs.

    ``image`` is a key of `infra.catalog.IMAGES`. ``files`` and ``environment`` are shared by all members. ``after``
    names services and hooks that must be ready first. ``stop_grace`` is how many seconds a member has to end after
    ``stop_signal``. Members of a ``stateful`` service start one after the other, so that a change rolls through them,
    and those that ``last`` names after the others, because they get their data from them; ``storage`` is the size of
    each one's data volume in MiB, where volumes have one, and ``data`` what must not be lost there unnoticed. Members
    of other services may have ``copies``, identical ones behind the same name, where there is more than one machine.
    ``listens`` are the TCP ports that each member opens to others and ``calls`` the connections that it opens itself;
    nothing else is possible where the network is closed. ``handover`` is a command that prepares a planned stop, where
    one can be run before the signal. A service that is not ``required`` is left out, loudly, when its image has no
    source.
    """

    name: str
    image: str
    command: tuple[str, ...]
    probe: Probe
    resources: Resources
    members: tuple[Member, ...]
    files: tuple[ConfigFile, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    scratch: tuple[Scratch, ...] = ()
    stateful: bool = False
    storage: int = 1024
    data: Data | None = None
    last: tuple[str, ...] = ()
    copies: int = 1
    listens: tuple[int, ...] = ()
    calls: tuple[Call, ...] = ()
    handover: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    stop_signal: str = "SIGTERM"
    stop_grace: int = 10
    required: bool = True

    @property
    def starting(self) -> tuple[Member, ...]:
        """The members in the order in which they start where one follows the other."""
        return tuple(sorted(self.members, key=lambda member: member.name in self.last))

    def member_files(self, member: Member) -> tuple[ConfigFile, ...]:
        """Return all files of one member: TLS material, the service's own and the member's own."""
        clients = [file for service in member.client_of for file in client_files(member.name, service)]
        return (*tls_files(member.name), *clients, *self.files, *member.files)

    def configuration(self) -> dict[str, dict[str, str]]:
        """Return the text of every file by member and path, secrets as placeholders, TLS material left out.

        Platforms record it with the service, so that a preview can show what changes in a file that is itself secret.
        """
        return {
            member.name: {file.path: file.content for file in (*self.files, *member.files)} for member in self.members
        }


def tls_files(member: str) -> tuple[ConfigFile, ...]:
    """Return the CA, certificate and key (PKCS#8, PEM) that every member gets."""
    return (
        ConfigFile(CA_FILE, str(SecretRef("ca.crt"))),
        ConfigFile(CERT_FILE, str(SecretRef(f"{member}.crt"))),
        ConfigFile(KEY_FILE, str(SecretRef(f"{member}.key"))),
    )


def client_certificate(service: str) -> tuple[str, str]:
    """Return the paths of the certificate by which a service knows the member that reads them, and of its key."""
    return f"{TLS_DIR}/{service}-client.crt", f"{TLS_DIR}/{service}-client.key"


def client_files(member: str, service: str) -> tuple[ConfigFile, ...]:
    """Return the certificate and key (PKCS#8, PEM) by which a service knows a member."""
    certificate, key = client_certificate(service)
    return (
        ConfigFile(certificate, str(SecretRef(f"{member}-at-{service}.crt"))),
        ConfigFile(key, str(SecretRef(f"{member}-at-{service}.key"))),
    )


def clients_file(service: str) -> ConfigFile:
    """Return the authority that a service trusts with its clients."""
    return ConfigFile(CLIENTS_FILE, str(SecretRef(f"{service}{CLIENTS}.crt")))


def https_probe(url: str, *, interval: int = 5) -> Probe:
    """Return a probe that wants a successful answer over TLS with the platform's CA."""
    address = urlsplit(url)
    command = ("curl", "--fail", "--silent", "--max-time", "4", "--cacert", CA_FILE, url)
    return Probe(command, interval=interval, port=address.port, path=address.path)
