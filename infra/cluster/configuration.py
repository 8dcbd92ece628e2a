"""The files of the throwaway cluster's node: what ``novax-node`` in its image reads, by name."""

import base64
import json
from pathlib import Path
from typing import Any

import yaml

from infra.cluster import pki, policies

POD_RANGE = "10.244.0.0/24"
DNS_DOMAIN = "cluster.local"
ADDRESS = "@ADDRESS@"
"""Stands for the node's address, which is known when it starts."""

_FOLDER = "/etc/novax-node"
_API = "https://127.0.0.1:6443"
_API_SERVICE = "10.96.0.1"
"""The first address of the range that services have: that of the API server."""

_SOCKET = "/run/containerd/containerd.sock"
_NODES = "system:nodes"
_PROGRAMS = {
    "controller-manager": ("system:kube-controller-manager", ""),
    "scheduler": ("system:kube-scheduler", ""),
    "kubelet": ("system:node:novax", _NODES),
    "proxy": ("system:kube-proxy", ""),
    "dns": ("system:dns", ""),
    "policies": ("system:policies", ""),
}
"""The user and group that the API server knows each program of the node as."""


def files(pause_image: str) -> dict[str, bytes]:
    """Return the node's files, with an administrator's kubeconfig for use on the node as ``admin.kubeconfig``."""
    authority = pki.Authority()
    server = authority.server(
        "kubernetes", "kubernetes.default", "kubernetes.default.svc", "localhost", "127.0.0.1", _API_SERVICE
    )
    to_kubelet = authority.client("kube-apiserver", "system:masters")
    accounts_key, accounts_public = pki.new_key()
    found = {
        "ca.crt": authority.certificate,
        "server.crt": server.certificate,
        "server.key": server.key,
        "to-kubelet.crt": to_kubelet.certificate,
        "to-kubelet.key": to_kubelet.key,
        "accounts.key": accounts_key,
        "accounts.pub": accounts_public,
        "admin.kubeconfig": kubeconfig(_API, authority.certificate, authority.client("admin", "system:masters")),
        "containerd.toml": _containerd(pause_image).encode(),
        "cni/pods.conflist": json.dumps(_network()).encode(),
        "kubelet.yaml": yaml.safe_dump(_kubelet()).encode(),
        "kube-proxy.yaml": yaml.safe_dump(_proxy()).encode(),
        "Corefile": _COREFILE.encode(),
        "policies.py": Path(policies.__file__).read_bytes(),
    }
    for program, (user, group) in _PROGRAMS.items():
        pair = authority.client(user, group)
        found[f"{program}.kubeconfig"] = kubeconfig(_API, authority.certificate, pair)
    return found


def kubeconfig(server: str, ca: bytes, who: pki.Pair, name: str = "novax-cluster") -> bytes:
    """Return a kubeconfig with one cluster, one user and one context, each of the same name."""

    def data(pem: bytes) -> str:
        return base64.b64encode(pem).decode()

    user = {"client-certificate-data": data(who.certificate), "client-key-data": data(who.key)}
    return yaml.safe_dump(
        {
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": name,
            "clusters": [{"name": name, "cluster": {"server": server, "certificate-authority-data": data(ca)}}],
            "users": [{"name": name, "user": user}],
            "contexts": [{"name": name, "context": {"cluster": name, "user": name}}],
        }
    ).encode()


def _containerd(pause_image: str) -> str:
    # Where a container may not lower its own score, it cannot lower a pod's either.
    return f"""\
version = 2
root = "/var/lib/novax-node/containerd"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "{pause_image}"
  restrict_oom_score_adj = true
[plugins."io.containerd.grpc.v1.cri".cni]
  bin_dir = "/usr/lib/cni"
  conf_dir = "{_FOLDER}/cni"
"""


def _network() -> dict[str, Any]:
    # Each pod on a line of its own to the node: what goes between them is routed, so that policies and services see it
    # on every kernel.
    line = {
        "type": "ptp",
        "ipMasq": True,
        "ipam": {"type": "host-local", "ranges": [[{"subnet": POD_RANGE}]], "routes": [{"dst": "0.0.0.0/0"}]},
    }
    return {"cniVersion": "0.4.0", "name": "pods", "plugins": [line]}


def _kubelet() -> dict[str, Any]:
    return {
        "apiVersion": "kubelet.config.k8s.io/v1beta1",
        "kind": "KubeletConfiguration",
        "cgroupDriver": "cgroupfs",
        "clusterDNS": [ADDRESS],
        "clusterDomain": DNS_DOMAIN,
        "containerRuntimeEndpoint": f"unix://{_SOCKET}",
        "authentication": {"anonymous": {"enabled": False}, "x509": {"clientCAFile": f"{_FOLDER}/ca.crt"}},
        "authorization": {"mode": "Webhook"},
        "failSwapOn": False,
        "podPidsLimit": 1024,
        # All of them, so that it is known which are absent.
        "nodeStatusMaxImages": -1,
        # The disk is the host's, and how full it may be is the host's business.
        "evictionHard": {"memory.available": "100Mi"},
        "imageGCHighThresholdPercent": 100,
        "enforceNodeAllocatable": [],
        "shutdownGracePeriod": "0s",
    }


def _proxy() -> dict[str, Any]:
    return {
        "apiVersion": "kubeproxy.config.k8s.io/v1alpha1",
        "kind": "KubeProxyConfiguration",
        "mode": "iptables",
        "clusterCIDR": POD_RANGE,
        "clientConnection": {"kubeconfig": f"{_FOLDER}/proxy.kubeconfig"},
        # The kernel's limits are the host's.
        "conntrack": {"maxPerCore": 0, "tcpEstablishedTimeout": "0s", "tcpCloseWaitTimeout": "0s"},
    }


_COREFILE = f"""\
.:53 {{
    bind {ADDRESS}
    errors
    kubernetes {DNS_DOMAIN} in-addr.arpa ip6.arpa {{
        kubeconfig {_FOLDER}/dns.kubeconfig
        ttl 1
    }}
    cache 1
}}
"""

OBJECTS = """\
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: standard
  annotations: {storageclass.kubernetes.io/is-default-class: "true"}
provisioner: kubernetes.io/host-path
reclaimPolicy: Delete
volumeBindingMode: Immediate
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: novax-dns}
rules:
  - apiGroups: [""]
    resources: [services, namespaces, pods]
    verbs: [list, watch]
  - apiGroups: [discovery.k8s.io]
    resources: [endpointslices]
    verbs: [list, watch]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: novax-dns}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: novax-dns}
subjects:
  - {apiGroup: rbac.authorization.k8s.io, kind: User, name: "system:dns"}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: novax-policies}
rules:
  - apiGroups: [""]
    resources: [namespaces, pods]
    verbs: [get, list, watch]
  - apiGroups: [networking.k8s.io]
    resources: [networkpolicies]
    verbs: [get, list, watch]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: novax-policies}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: novax-policies}
subjects:
  - {apiGroup: rbac.authorization.k8s.io, kind: User, name: "system:policies"}
"""
"""What a cluster has before anybody uses it: a default storage class, and the rights to look of two of its programs."""
