"""Placement on Kubernetes: a namespace, and for each service its files and a Helm release of the chart of its kind.

A chart decides what objects a service becomes; this module only says the spec in the chart's values. Secrets are in
Kubernetes' Secrets alone: neither in a release nor in a pod's environment. Data volumes stay when a stack is destroyed.
"""

import base64
import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import pulumi
import pulumi_kubernetes as kubernetes

from infra import catalog
from infra.identity import Identity
from infra.images.lock import Lock
from infra.paths import PROJECT
from infra.platforms import claims, forwards
from infra.platforms.base import LOOPBACK, Disk, PlacedMember, PlacedService, present
from infra.platforms.ports import Ports
from infra.platforms.values import kind_of, pod_name, values_of
from infra.services.postgres import SCOPE
from infra.services.surroundings import CLUSTER_LABEL
from infra.settings import Settings
from infra.specs import ConfigFile, ServiceSpec

_CHARTS = PROJECT / "charts"
_START_SECONDS = 420
"""How long the members of a service may take to become ready: a replica of PostgreSQL copies its primary first."""

_REMOVED_SECONDS = "300s"
_LABEL = "novax.stack"


class KubernetesService(PlacedService):
    """One service on Kubernetes."""

    def __init__(self, spec: ServiceSpec, platform: "KubernetesPlatform", opts: pulumi.ResourceOptions) -> None:
        super().__init__("novax:kubernetes:Service", spec.name, {"configuration": spec.configuration()}, opts)
        platform.run(spec, parent=self)
        self.members = tuple(
            PlacedMember(member.name, platform.host_of(spec, member.name), member.endpoints) for member in spec.members
        )
        self.register_outputs({"members": [member.name for member in self.members]})


class KubernetesPlatform:
    """A namespace of a cluster as a place for services."""

    host = LOOPBACK

    def __init__(self, settings: Settings, identity: Identity, images: Lock) -> None:
        self._settings = settings
        self._identity = identity
        self._images = images
        self._cluster = forwards.Cluster.of(settings.kubernetes)
        self._specs: dict[str, ServiceSpec] = {}
        self._incoming: dict[str, list[tuple[str, int]]] = {}
        provider = kubernetes.Provider(
            "cluster",
            kubeconfig=self._cluster.kubeconfig or None,
            context=settings.kubernetes.context or None,
            namespace=settings.kubernetes.namespace,
            # Pods are replaced by the digest of their files, so the objects that hold them need no new name.
            enable_config_map_mutable=True,
            enable_secret_mutable=True,
            # What somebody changed by hand becomes what is declared again, instead of a conflict.
            enable_patch_force=True,
        )
        self._options = pulumi.ResourceOptions(provider=provider)
        self._namespace = kubernetes.core.v1.Namespace(
            "namespace",
            metadata={
                "name": settings.kubernetes.namespace,
                "labels": {
                    _LABEL: pulumi.get_stack(),
                    "pod-security.kubernetes.io/enforce": "restricted",
                    "pod-security.kubernetes.io/enforce-version": "latest",
                    "pod-security.kubernetes.io/warn": "restricted",
                },
            },
            # Data volumes are in it: it goes only with them.
            opts=pulumi.ResourceOptions.merge(
                self._options, pulumi.ResourceOptions(protect=True, retain_on_delete=True)
            ),
        )
        self._closed = self._release("isolation", "isolation", {}, pulumi.ResourceOptions(depends_on=[self._namespace]))
        self.ports = Ports(settings.network)

    @staticmethod
    def disks(stack: str, settings: Settings, images: Lock, specs: Sequence[ServiceSpec]) -> dict[str, dict[str, Disk]]:  # noqa: ARG004 - of the protocol
        """Return the disk of each member of services with data, by service and member.

        Raises:
            UserError: the cluster does not answer.
        """
        return claims.look(forwards.Cluster.of(settings.kubernetes), specs)

    def forget_cluster(self) -> None:
        """Stop PostgreSQL's members, and have Patroni's objects forget which cluster was theirs.

        Raises:
            UserError: the cluster refuses, or the members do not stop in time.
        """
        claims.forget_cluster(self._cluster, "postgres", f"{CLUSTER_LABEL}={SCOPE}")

    def expect(self, specs: Sequence[ServiceSpec]) -> None:
        """Learn who will connect to whom, which the network policies of each service list."""
        for spec in specs:
            for call in spec.calls:
                self._incoming.setdefault(call.service, []).append((spec.name, call.port))

    def place(self, spec: ServiceSpec, after: Sequence[pulumi.Resource]) -> KubernetesService | None:
        """Run a service once what it waits for is ready; None when its image has no source and it is not required.

        Raises:
            UserError: the image of a required service has no source.
        """
        if not present(spec, self._images):
            return None
        self._specs[spec.name] = spec
        return KubernetesService(spec, self, pulumi.ResourceOptions(depends_on=[self._closed, *after]))

    def run(self, spec: ServiceSpec, *, parent: pulumi.Resource) -> None:
        """Make a service's files and its release."""
        for member in spec.members:
            self._identity.certify(member, spec.name)
        options = pulumi.ResourceOptions(parent=parent)
        contents = {
            (member.name, file.path): self._content(file)
            for member in spec.members
            for file in spec.member_files(member)
        }
        values = values_of(spec, self._settings, self._incoming.get(spec.name, ()), pulumi.get_stack())
        files = [(member["name"], file) for member in values["members"] for file in member["files"]]
        held: dict[str, dict[str, pulumi.Input[str]]] = {"secret": {}, "config": {}}
        for member, file in files:
            held[file["from"]][file["key"]] = contents[member, f"/etc/novax/{file['path']}"]
        objects = self._objects(spec.name, held, options)
        values["image"] = self._image(spec)
        values["uid"] = catalog.IMAGES[spec.image].uid
        values["files"] = {
            "secretName": f"{spec.name}-files",
            "configName": f"{spec.name}-files",
            # Of random passwords a digest tells nothing, and without it a preview would hide which pods change.
            "checksum": pulumi.Output.unsecret(pulumi.Output.all(**held).apply(_digest)),
        }
        self._release(spec.name, kind_of(spec), values, pulumi.ResourceOptions.merge(options, _after(objects)))

    def host_of(self, spec: ServiceSpec, member: str) -> str:
        """Return a testinfra host: the pod of a member that keeps its pod's name, else the member's own name."""
        pod = pod_name(spec, member) if spec.stateful else member
        return f"kubectl://{pod}?{urlencode({**self._cluster.described(), 'container': spec.name}, safe='/')}"

    def finish(self) -> None:
        """Do nothing: Kubernetes limits processes by the node's own settings."""

    def reach(self, ports: Mapping[str, int]) -> None:
        """Forward the ports of endpoints to this machine, and keep doing so after the deployment."""
        forwards.ensure(
            pulumi.get_stack(), self._cluster, {name: self._forward(name, port) for name, port in ports.items()}
        )

    def outputs(self, placed: Collection[PlacedService]) -> Mapping[str, Any]:
        """Return the cluster, and where in it each endpoint is."""
        targets = {
            end.name: self._target(end.name)
            for service in placed
            for member in service.members
            for end in member.endpoints
        }
        return {"kubernetes": {**self._cluster.described(), "targets": targets}}

    def _forward(self, endpoint: str, local: int) -> forwards.Forward:
        target = self._target(endpoint)
        return forwards.Forward(target["service"], target["port"], local)

    def _target(self, endpoint: str) -> dict[str, Any]:
        return next(
            {"service": member.name, "port": end.port}
            for spec in self._specs.values()
            for member in spec.members
            for end in member.endpoints
            if end.name == endpoint
        )

    def _content(self, file: ConfigFile) -> pulumi.Input[str]:
        if not file.secrets:
            return file.content
        values = pulumi.Output.all(**{name: self._identity.secret(name) for name in file.secrets})
        return pulumi.Output.secret(values.apply(file.resolve))

    def _objects(
        self, service: str, held: Mapping[str, Mapping[str, pulumi.Input[str]]], options: pulumi.ResourceOptions
    ) -> list[pulumi.Resource]:
        options = pulumi.ResourceOptions.merge(self._options, options)
        metadata = kubernetes.meta.v1.ObjectMetaArgs(
            name=f"{service}-files",
            namespace=self._settings.kubernetes.namespace,
            labels={_LABEL: pulumi.get_stack(), "novax.service": service},
        )
        made: list[pulumi.Resource] = []
        if held["secret"]:
            made.append(
                kubernetes.core.v1.Secret(
                    f"{service}-secret",
                    metadata=metadata,
                    type="Opaque",
                    data=pulumi.Output.secret(pulumi.Output.all(**held["secret"]).apply(_encoded)),
                    opts=options,
                )
            )
        if held["config"]:
            config = kubernetes.core.v1.ConfigMap(
                f"{service}-config", metadata=metadata, data=held["config"], opts=options
            )
            made.append(config)
        return made

    def _image(self, spec: ServiceSpec) -> str:
        reference, registry = self._images.reference(spec.image), self._settings.kubernetes.registry
        return f"{registry.rstrip('/')}/{reference}" if registry else reference

    def _release(
        self, name: str, chart: str, values: Mapping[str, Any], options: pulumi.ResourceOptions
    ) -> kubernetes.helm.v3.Release:
        return kubernetes.helm.v3.Release(
            f"{name}-release",
            name=name,
            namespace=self._settings.kubernetes.namespace,
            chart=str(_CHARTS / chart),
            values=values,
            atomic=True,
            timeout=_START_SECONDS,
            opts=pulumi.ResourceOptions.merge(
                self._options,
                pulumi.ResourceOptions.merge(
                    options, pulumi.ResourceOptions(custom_timeouts=pulumi.CustomTimeouts(delete=_REMOVED_SECONDS))
                ),
            ),
        )


def _after(resources: list[pulumi.Resource]) -> pulumi.ResourceOptions:
    return pulumi.ResourceOptions(depends_on=resources)


def _encoded(contents: Mapping[str, str]) -> dict[str, str]:
    return {key: base64.b64encode(content.encode()).decode() for key, content in contents.items()}


def _digest(held: Mapping[str, Mapping[str, str]]) -> str:
    return hashlib.sha256(json.dumps(held, sort_keys=True).encode()).hexdigest()
