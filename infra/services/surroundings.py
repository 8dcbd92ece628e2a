"""What services see of where they run: the full form of names, and where Patroni keeps its state. A table of two."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from infra.services.etcd import CLIENT_PORT as ETCD_PORT
from infra.services.etcd import NAME as ETCD
from infra.settings import Settings
from infra.specs import CA_FILE, client_certificate

CLUSTER_LABEL = "novax.cluster"
"""The label of Patroni's pods and configuration maps whose value is the cluster's scope."""

PATRONI_NAMESPACE = "/novax/"
"""What Patroni's keys in etcd begin with; its cluster's scope follows."""


@dataclass(frozen=True)
class _Surroundings:
    domain: Callable[[Settings], str]
    patroni_store: Callable[[Settings], Mapping[str, Any]]
    runs_etcd: bool


def full_name(settings: Settings, member: str) -> str:
    """Return a member's name as it is found without any search domain."""
    return member + _TABLE[settings.platform].domain(settings)


def patroni_store(settings: Settings) -> Mapping[str, Any]:
    """Return the part of Patroni's configuration that says where it keeps its state."""
    return _TABLE[settings.platform].patroni_store(settings)


def runs_etcd(settings: Settings) -> bool:
    """Tell whether etcd is one of the services."""
    return _TABLE[settings.platform].runs_etcd


def _etcd(_: Settings) -> Mapping[str, Any]:
    certificate, key = client_certificate(ETCD)
    return {
        # Only here: Patroni would take it for the namespace of Kubernetes as well.
        "namespace": PATRONI_NAMESPACE,
        "etcd3": {
            "hosts": [f"etcd:{ETCD_PORT}"],
            "protocol": "https",
            "cacert": CA_FILE,
            "cert": certificate,
            "key": key,
        },
    }


def _kubernetes(settings: Settings) -> Mapping[str, Any]:
    return {
        "kubernetes": {
            "namespace": settings.kubernetes.namespace,
            "labels": {"novax.service": "postgres"},
            "scope_label": CLUSTER_LABEL,
            "role_label": "role",
            "leader_label_value": "primary",
            "follower_label_value": "replica",
        }
    }


_TABLE = {
    "docker": _Surroundings(lambda _: "", _etcd, runs_etcd=True),
    "kubernetes": _Surroundings(
        lambda settings: f".{settings.kubernetes.namespace}.svc.{settings.kubernetes.domain}",
        _kubernetes,
        runs_etcd=False,
    ),
}
