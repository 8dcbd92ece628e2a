"""What makes the throwaway cluster obey network policies: runs on its node, with nothing but Python's own library.

It turns policies and pods into one table of nftables, anew whenever one of them changes. It knows what the charts say:
pods and namespaces by their labels, and ports by number; whatever else a policy says ends it, so that no test passes
because a rule was left out. It is no network plugin for real clusters, which bring their own.
"""

import contextlib
import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any, cast

Object = Mapping[str, Any]

_KINDS = "namespaces,pods,networkpolicies.networking.k8s.io"
_ENDED = ("Succeeded", "Failed")
_SETTLE_SECONDS = 0.2
"""Changes come in groups: those of this time become one table."""

_RETRY_SECONDS = 1.0
"""The API server ends every watch once in a while, and may not be up yet."""

_FRAME = """\
table ip policies
delete table ip policies
table ip policies {{
    chain forward {{
        type filter hook forward priority filter - 5
        ct state established,related accept
        jump egress
        jump ingress
    }}
    chain input {{
        type filter hook input priority filter - 5
        ct state established,related accept
        jump egress
    }}
    chain egress {{
{egress}
    }}
    chain ingress {{
{ingress}
    }}
}}
"""
"""The node itself reaches every pod, as Kubernetes wants it: what it sends passes neither hook."""


def ruleset(objects: Iterable[Object]) -> str:
    """Return namespaces, pods and network policies as a file for ``nft``.

    Raises:
        ValueError: a policy says something that is not known here.
    """
    found = list(objects)
    pods = [item for item in found if item["kind"] == "Pod" and _has_address(item)]
    spaces = {item["metadata"]["name"]: _labels(item) for item in found if item["kind"] == "Namespace"}
    policies = [item for item in found if item["kind"] == "NetworkPolicy"]
    return _FRAME.format(
        **{way: "\n".join(f"        {rule}" for rule in _rules(way, policies, pods, spaces)) for way in _WAYS}
    )


_WAYS = {"egress": ("saddr", "daddr", "to"), "ingress": ("daddr", "saddr", "from")}
"""For each direction: where the policy's own pods stand, where their peers, and the key that lists those."""


def _rules(
    way: str, policies: Sequence[Object], pods: Sequence[Object], spaces: Mapping[str, Mapping[str, str]]
) -> Iterable[str]:
    """Yield what is allowed in one direction, and at last the refusal of everything else to pods with a policy."""
    own, peer, key = _WAYS[way]
    closed: set[str] = set()
    for policy in policies:
        spec = policy["spec"]
        if way.capitalize() not in spec["policyTypes"]:
            continue
        space = policy["metadata"]["namespace"]
        selected = {
            pod["status"]["podIP"]
            for pod in pods
            if pod["metadata"]["namespace"] == space and _fits(spec["podSelector"], _labels(pod))
        }
        closed |= selected
        for rule in spec.get(way, ()):
            peers = _peers(rule.get(key, ()), space, pods, spaces)
            if selected and (peers or not rule.get(key)):
                to = f" ip {peer} {_set(peers)}" if rule.get(key) else ""
                for port in _ports(rule):
                    yield f"ip {own} {_set(selected)}{to}{port} return"
    if closed:
        # A reset is heard at once; other refusals the kernel sends to one receiver but once a second.
        yield f"ip {own} {_set(closed)} meta l4proto tcp reject with tcp reset"
        yield f"ip {own} {_set(closed)} reject"


def _peers(
    listed: Sequence[Object], space: str, pods: Sequence[Object], spaces: Mapping[str, Mapping[str, str]]
) -> set[str]:
    found: set[str] = set()
    for one in listed:
        if not one or one.keys() - {"podSelector", "namespaceSelector"}:
            raise ValueError(f"a peer is {json.dumps(one)}; known: podSelector, namespaceSelector")
        there = one.get("namespaceSelector")
        places = {space} if there is None else {name for name, labels in spaces.items() if _fits(there, labels)}
        found |= {
            pod["status"]["podIP"]
            for pod in pods
            if pod["metadata"]["namespace"] in places and _fits(one.get("podSelector", {}), _labels(pod))
        }
    return found


def _ports(rule: Object) -> Iterable[str]:
    for port in rule.get("ports", ()):
        number = port.get("port")
        if not isinstance(number, int) or "endPort" in port:
            raise ValueError(f"a port is {json.dumps(port)}; known: one number")
        yield f" {port.get('protocol', 'TCP').lower()} dport {number}"
    if not rule.get("ports"):
        yield ""


def _fits(selector: Object, labels: Mapping[str, str]) -> bool:
    if selector.keys() - {"matchLabels"}:
        raise ValueError(f"a selector is {json.dumps(selector)}; known: matchLabels")
    return selector.get("matchLabels", {}).items() <= labels.items()


def _labels(item: Object) -> Mapping[str, str]:
    return item["metadata"].get("labels", {})


def _has_address(pod: Object) -> bool:
    status = pod["status"]
    return bool(status.get("podIP")) and status["phase"] not in _ENDED and not pod["spec"].get("hostNetwork")


def _set(addresses: Iterable[str]) -> str:
    return f"{{ {', '.join(sorted(addresses))} }}"


def _keep(kubectl: Sequence[str]) -> None:
    """Apply what there is, and again after every change, until one of the watches ends.

    Raises:
        ValueError: as ``ruleset``.
        CalledProcessError: nft refuses a table.
    """
    with contextlib.ExitStack() as started, selectors.DefaultSelector() as watches:
        for kind in _KINDS.split(","):
            command = [*kubectl, "get", kind, "--all-namespaces", "--watch", "--output=name"]
            watch = started.enter_context(subprocess.Popen(command, stdout=subprocess.PIPE))
            started.callback(watch.kill)
            watches.register(cast("IO[bytes]", watch.stdout), selectors.EVENT_READ)
        while _changed(watches):
            command = [*kubectl, "get", _KINDS, "--all-namespaces", "--output=json"]
            found = subprocess.run(command, stdout=subprocess.PIPE, check=False)
            if found.returncode:
                return
            table = ruleset(json.loads(found.stdout)["items"])
            subprocess.run(["nft", "--file", "-"], input=table, text=True, check=True)


def _changed(watches: selectors.BaseSelector) -> bool:
    """Wait until watches have told a group of changes; false if one of them has ended."""
    ready = watches.select()
    while ready:
        if not all(os.read(key.fd, 1 << 16) for key, _ in ready):
            return False
        ready = watches.select(timeout=_SETTLE_SECONDS)
    return True


if __name__ == "__main__":
    while True:
        _keep(["kubectl", f"--kubeconfig={sys.argv[1]}"])
        time.sleep(_RETRY_SECONDS)
