"""The limit on processes and threads of each container, which the Docker provider cannot set.

The engine can, on a running container, so a marker does it: again for every container that was replaced. (An ``nproc``
limit would not do: the kernel counts that one by user over the whole host, so the containers of one image, and those of
another stack, would use up each other's.)
"""

import subprocess
from collections.abc import Mapping

import pulumi
import pulumi_docker as docker

from infra.errors import UserError
from infra.hooks.declaration import Changes
from infra.hooks.marker import marker

_SECONDS = 60


def limit_processes(containers: Mapping[str, tuple[docker.Container, int]]) -> pulumi.Stash:
    """Register the marker that gives each container, by member name, its limit."""
    limits = {member: limit for member, (_, limit) in containers.items()}
    ids = {member: container.id for member, (container, _) in containers.items()}
    return marker("process-limits", limits, ids, lambda known: set_limits(limits, known))


def set_limits(limits: Mapping[str, int], ids: Mapping[str, str]) -> Changes:
    """Set the limits on running containers, one call for all that share one.

    Raises:
        UserError: the engine refused.
    """
    for limit in sorted(set(limits.values())):
        wanted = [ids[member] for member, own in limits.items() if own == limit]
        command = ["docker", "update", "--pids-limit", str(limit), *wanted]
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
        if done.returncode:
            raise UserError(f"the process limit {limit} could not be set: {done.stderr.strip()}; run this again")
    return (f"limited the processes of {len(limits)} containers",)
