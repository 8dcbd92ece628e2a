"""What a running stack says of itself: the outputs of `infra.outputs`, typed; day-2 commands and tests read no more."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from infra import paths
from infra.cli import stack as stacks
from infra.errors import UserError
from infra.files import write_whole
from infra.hooks.access import Access
from infra.platforms import forwards
from infra.platforms.forwards import Cluster

CONTAINER_SCHEME = "docker://"

FORWARDS_SECONDS = 15.0
"""How long a command waits for forwards that another one has not begun; they take two seconds on an idle machine."""


@dataclass(frozen=True)
class Endpoint:
    """A port on which clients outside the platform's network reach a service."""

    name: str
    service: str
    member: str
    scheme: str
    host: str
    port: int

    @property
    def url(self) -> str:
        """The endpoint as a URL, without any account."""
        return f"{self.scheme}://{self.host}:{self.port}"


@dataclass(frozen=True)
class Account:
    """Someone who may sign in at an endpoint; `name` is what ``novax credentials`` takes."""

    name: str
    username: str
    # Kept out of tracebacks and of the output of failing tests.
    password: str = field(repr=False)
    endpoint: Endpoint


@dataclass(frozen=True)
class Service:
    """A declared service; ``memory`` is the limit of each member in MiB, ``members`` maps names to containers.

    What is a container's name on Docker is a testinfra host on Kubernetes: `infra.cli.pods` finds the pod of it.

    A service that is not ``present`` was left out, because its image has no source.
    """

    name: str
    image: str
    memory: int
    present: bool
    members: Mapping[str, str]


@dataclass(frozen=True)
class Running:
    """One stack, as its last deployment left it; ``ca`` is PEM."""

    stack: str
    ca: str
    packs: tuple[str, ...]
    services: Mapping[str, Service]
    endpoints: Mapping[str, Endpoint]
    accounts: Mapping[str, Account]
    keys: Mapping[str, str] = field(repr=False)
    """Data keys by their names, ``<pack>-data-key``."""
    cluster: Cluster | None = None
    """Where it runs on Kubernetes; None on Docker."""

    @property
    def members(self) -> dict[str, str]:
        """The container of every member of every service, by the member's name."""
        return {name: container for service in self.services.values() for name, container in service.members.items()}

    def account(self, name: str) -> Account:
        """Return an account.

        Raises:
            UserError: the stack has none of that name.
        """
        try:
            return self.accounts[name]
        except KeyError:
            raise UserError(
                f"stack {self.stack} has no credentials {name!r}; allowed: ca, "
                f"{', '.join(sorted((*self.accounts, *self.keys)))}"
            ) from None

    def require_docker(self, what: str) -> None:
        """Refuse what only Docker can do; `what` begins the sentence.

        Raises:
            UserError: the stack runs on Kubernetes.
        """
        if self.cluster:
            raise UserError(f"{what} takes a stack on Docker, and stack {self.stack} runs on Kubernetes")

    def access(self, account: Account) -> Access:
        """Return where an account signs in, as the hooks' clients take it."""
        return Access(account.endpoint.host, account.endpoint.port, account.username, self.ca)

    def ca_file(self) -> Path:
        """Return a file with the CA certificate, kept under `infra.paths.home` for clients that want a path."""
        file = paths.home() / "ca" / f"{self.stack}.crt"
        if not file.is_file() or file.read_text(encoding="ascii") != self.ca:
            file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(file, self.ca)
        return file


def load(stack: str) -> Running:
    """Return what the stack's outputs say.

    Raises:
        UserError: there is no such stack, or it is not up.
    """
    try:
        outputs = stacks.outputs(stack)
    except UserError as error:
        # Asking first whether the stack exists would take as long again.
        if stacks.NO_STACK not in str(error):
            raise
        outputs = {}
    if "services" not in outputs:
        raise UserError(f"stack {stack} is not up; run `novax up -s {stack}`")
    if placed := outputs.get("kubernetes"):
        _forward(stack, placed, outputs["endpoints"])
    return parse(stack, outputs)


def _forward(stack: str, placed: Mapping[str, Any], endpoints: Mapping[str, Any]) -> None:
    """Make every endpoint answer at its port of this machine, but for those whose service does not run."""
    wanted = {
        name: forwards.Forward(target["service"], int(target["port"]), int(endpoints[name]["port"]))
        for name, target in placed["targets"].items()
    }
    forwards.begin(stack, _cluster(placed), wanted, FORWARDS_SECONDS)


def _cluster(placed: Mapping[str, Any]) -> forwards.Cluster:
    return Cluster(placed["namespace"], placed.get("kubeconfig", ""), placed.get("context", ""))


def parse(stack: str, outputs: Mapping[str, Any]) -> Running:
    """Return the typed form of a stack's outputs, secrets in clear."""
    endpoints = {name: Endpoint(name=name, **fields) for name, fields in outputs["endpoints"].items()}
    return Running(
        stack=stack,
        ca=outputs["ca"],
        packs=tuple(outputs["packs"]),
        services={name: _service(name, fields) for name, fields in outputs["services"].items()},
        endpoints=endpoints,
        accounts={
            name: Account(name, fields["username"], fields["password"], endpoints[fields["endpoint"]])
            for name, fields in _split(outputs, "credentials").items()
        },
        keys=_split(outputs, "keys"),
        cluster=_cluster(outputs["kubernetes"]) if "kubernetes" in outputs else None,
    )


def _split(outputs: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """Return what is exported apart for each who needs it; stacks that were deployed earlier have it in one."""
    return {name: value for output in outputs if output.startswith(kind) for name, value in outputs[output].items()}


def _service(name: str, fields: Mapping[str, Any]) -> Service:
    members = {member: host.removeprefix(CONTAINER_SCHEME) for member, host in fields["members"].items()}
    return Service(name, fields["image"], int(fields["memory"]), fields["present"], members)
