"""Placement on one Docker engine: a network, and for each member of a service a container and its data volume.

Secrets reach containers as uploaded files, so neither ``docker inspect`` nor an image layer shows them. A changed file
replaces exactly its container; volumes are protected and kept, whatever is edited. The provider cannot upload into a
container with a read-only root, so the root stays writable here: for root alone, which no service runs as.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, TypeVar

import pulumi
import pulumi_docker as docker

from infra import catalog
from infra.hooks.threads import apart
from infra.identity import Identity
from infra.images.lock import Lock
from infra.platforms import volumes
from infra.platforms.base import LOOPBACK, Disk, PlacedMember, PlacedService, present
from infra.platforms.ports import Ports
from infra.platforms.process_limits import limit_processes
from infra.platforms.readiness import await_ready
from infra.services import etcd
from infra.services.postgres import SCOPE
from infra.services.surroundings import PATRONI_NAMESPACE
from infra.settings import Settings
from infra.specs import DATA_DIR, ConfigFile, Member, Probe, ServiceSpec
from infra.toolchain import engine

_Label = TypeVar("_Label", docker.NetworkLabelArgs, docker.ContainerLabelArgs, docker.VolumeLabelArgs)

_START_SECONDS = 300
"""How long a container may take to become ready; a first start of PostgreSQL on a slow disk is the longest."""

_CHECK_SECONDS, _CHECK_RETRIES = 60, 2
"""How often the engine runs a container's check, and how many failures it takes for unhealthy: for `docker ps`."""


class DockerService(PlacedService):
    """One service on Docker."""

    def __init__(self, spec: ServiceSpec, platform: "DockerPlatform", opts: pulumi.ResourceOptions) -> None:
        super().__init__("novax:docker:Service", spec.name, {"configuration": spec.configuration()}, opts)
        previous: list[pulumi.Resource] = []
        for member in spec.starting:
            container = platform.run(spec, member, parent=self, after=previous)
            # What keeps data changes one member at a time; the rest has no reason to wait.
            previous = [container] if spec.stateful else []
        self.members = tuple(
            PlacedMember(member.name, f"docker://{platform.prefix}-{member.name}", member.endpoints)
            for member in spec.members
        )
        self.register_outputs({"members": [member.name for member in self.members]})


class DockerPlatform:
    """The Docker engine as a place for services."""

    host = LOOPBACK

    def __init__(self, settings: Settings, identity: Identity, images: Lock) -> None:
        self._stack = pulumi.get_stack()
        self.prefix = volumes.prefix(self._stack)
        self._identity = identity
        self._images = images
        self._network = docker.Network("network", name=self.prefix, labels=_labels(docker.NetworkLabelArgs))
        self._containers: dict[str, tuple[docker.Container, int]] = {}
        self.ports = Ports(settings.network)

    @staticmethod
    def disks(stack: str, settings: Settings, images: Lock, specs: Sequence[ServiceSpec]) -> dict[str, dict[str, Disk]]:  # noqa: ARG004 - of the protocol
        """Return the disk of each member of services with data, by service and member.

        Raises:
            UserError: the engine does not answer.
        """
        # Any image with a shell would do; this one every stack has.
        return volumes.look(stack, images.reference("postgres"), specs)

    def forget_cluster(self) -> None:
        """Stop PostgreSQL's members, and have etcd forget which cluster was theirs.

        A member that runs would bootstrap at once, and be replaced in the middle of it.

        Raises:
            UserError: the engine or etcd does not answer.
        """
        labels = (f"--filter=label=novax.stack={self._stack}", "--filter=label=novax.service=postgres")
        if running := engine.docker("ps", "--quiet", *labels).split():
            engine.docker("stop", "--time=10", *running)
        engine.docker("exec", f"{self.prefix}-etcd", *etcd.delete(f"{PATRONI_NAMESPACE}{SCOPE}/"))

    def expect(self, specs: Sequence[ServiceSpec]) -> None:
        """Do nothing: services need not know of each other here."""

    def place(self, spec: ServiceSpec, after: Sequence[pulumi.Resource]) -> DockerService | None:
        """Run a service once what it waits for is ready; None when its image has no source and it is not required.

        Raises:
            UserError: the image of a required service has no source.
        """
        if not present(spec, self._images):
            return None
        return DockerService(spec, self, pulumi.ResourceOptions(depends_on=list(after)))

    def run(
        self, spec: ServiceSpec, member: Member, *, parent: pulumi.Resource, after: Sequence[pulumi.Resource]
    ) -> docker.Container:
        """Run one member of a service."""
        self._identity.certify(member, spec.name)
        uid = catalog.IMAGES[spec.image].uid
        limits, probe = spec.resources, spec.probe
        container = docker.Container(
            member.name,
            name=f"{self.prefix}-{member.name}",
            hostname=member.name,
            image=self._images.reference(spec.image),
            command=list(spec.command),
            envs=[f"{key}={value}" for key, value in {**spec.environment, **member.environment}.items()],
            user=f"{uid}:{uid}",
            # The group that uploaded files can be read by.
            group_adds=["0"],
            init=True,
            restart="unless-stopped",
            capabilities=docker.ContainerCapabilitiesArgs(drops=["ALL"]),
            security_opts=["no-new-privileges:true"],
            memory=limits.memory,
            memory_swap=limits.memory,
            shm_size=limits.shared_memory,
            # The default of five seconds, twice, keeps a primary that the network has lost from stepping down in time:
            # it looks up etcd three times before it does, and somebody else is promoted after 20 s (measured).
            dns_opts=["timeout:1", "attempts:2"],
            network_mode="bridge",
            networks_advanced=[
                docker.ContainerNetworksAdvancedArgs(name=self._network.name, aliases=[member.name]),
            ],
            ports=[
                docker.ContainerPortArgs(internal=end.port, external=self.ports[end.name], ip=LOOPBACK)
                for end in member.endpoints
            ],
            mounts=[self._data(member, parent)] if spec.stateful else [],
            tmpfs={item.path: f"size={item.size}m,mode=0700,uid={uid},gid={uid}" for item in spec.scratch},
            uploads=[self._upload(file) for file in spec.member_files(member)],
            healthcheck=docker.ContainerHealthcheckArgs(
                tests=["CMD", *probe.command],
                interval=_duration(_CHECK_SECONDS),
                timeout=f"{probe.timeout}s",
                retries=_CHECK_RETRIES,
                start_period=_duration(probe.grace),
            ),
            # The engine's first check comes after a minute: readiness is asked for at once.
            wait=False,
            destroy_grace_seconds=spec.stop_grace,
            stop_signal=spec.stop_signal,
            stop_timeout=spec.stop_grace,
            log_driver="json-file",
            log_opts={"max-size": "10m", "max-file": "3"},
            labels=[
                *_labels(docker.ContainerLabelArgs),
                docker.ContainerLabelArgs(label="novax.service", value=spec.name),
                docker.ContainerLabelArgs(label="novax.member", value=member.name),
            ],
            opts=pulumi.ResourceOptions(
                parent=parent,
                depends_on=list(after),
                delete_before_replace=True,
                # The provider takes these for changes in place and then changes nothing, for ever.
                replace_on_changes=["healthcheck", "tmpfs", "init", "mounts"],
                hooks=pulumi.ResourceHookBinding(after_create=[self._readiness(member, probe)]),
            ),
        )
        self._containers[member.name] = container, limits.processes
        return container

    def _readiness(self, member: Member, probe: Probe) -> pulumi.ResourceHook:
        """Return the hook that holds back whoever waits for a container until it is ready."""
        name = f"{self.prefix}-{member.name}"

        async def ready(_: pulumi.ResourceHookArgs) -> None:
            await apart(lambda: await_ready(name, probe.command, limit=probe.timeout, within=_START_SECONDS))

        return pulumi.ResourceHook(f"{member.name}-ready", ready)

    def finish(self) -> None:
        """Do what needs all containers to be there."""
        limit_processes(self._containers)

    def reach(self, ports: Mapping[str, int]) -> None:
        """Do nothing: the engine publishes every endpoint itself."""

    def outputs(self, placed: Collection[PlacedService]) -> Mapping[str, Any]:  # noqa: ARG002 - of the protocol
        """Return nothing: containers have the names that members say."""
        return {}

    def _data(self, member: Member, parent: pulumi.Resource) -> docker.ContainerMountArgs:
        volume = docker.Volume(
            f"{member.name}-data",
            name=volumes.name_of(pulumi.get_stack(), member.name),
            labels=_labels(docker.VolumeLabelArgs),
            opts=pulumi.ResourceOptions(parent=parent, protect=True, retain_on_delete=True),
        )
        return docker.ContainerMountArgs(type="volume", source=volume.name, target=DATA_DIR)

    def _upload(self, file: ConfigFile) -> docker.ContainerUploadArgs:
        names = file.secrets
        content: pulumi.Input[str] = file.content
        if names:
            values = pulumi.Output.all(**{name: self._identity.secret(name) for name in names})
            content = values.apply(file.resolve)
        # Uploads belong to root: engines before 23 look a numeric owner up among the host's users and fail.
        return docker.ContainerUploadArgs(file=file.path, content=content, permissions="0440")


def _labels(kind: Callable[..., _Label]) -> list[_Label]:
    return [kind(label="novax.stack", value=pulumi.get_stack())]


def _duration(seconds: int) -> str:
    """Return seconds the way that Docker prints them back; any other spelling would show as a change for ever."""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes}m{rest}s" if minutes else f"{rest}s"
