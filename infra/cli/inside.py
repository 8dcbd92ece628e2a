"""Commands inside a stack's members, wherever these run: in a container of Docker's, or in a pod."""

import os
import secrets
import shlex
from collections.abc import Mapping, Sequence

from infra.cli.pods import address
from infra.errors import UserError
from infra.toolchain.commands import Unavailable, answer


def command(
    container: str, wanted: Sequence[str], *, env: Mapping[str, str] | None = None, given: bool = False
) -> list[str]:
    """Return the command line that runs a command in a member; `env` holds nothing secret.

    Args:
        container: the member, as `infra.cli.running` names it.
        wanted: the command.
        env: variables for it.
        given: whether it reads standard input.

    Raises:
        UserError: the member has no pod.
    """
    keep = ["-i"] if given else []
    if place := address(container):
        pairs = [f"{name}={value}" for name, value in (env or {}).items()]
        return [*place.command("exec", *keep), "--", *(["env", *pairs] if pairs else []), *wanted]
    options = [part for name, value in (env or {}).items() for part in ("--env", f"{name}={value}")]
    return ["docker", "exec", *keep, *options, container, *wanted]


def secretly(
    container: str, variables: Mapping[str, str], wanted: Sequence[str], *, flag: str = "-i"
) -> tuple[list[str], dict[str, str]]:
    """Return the command line that runs a command with secret variables, and the environment to start it with.

    Docker takes them by name from its own environment. A pod takes them from a file in its memory, which is removed
    before the command begins. ``flag`` is ``-it`` for a terminal.

    Raises:
        UserError: the member has no pod, or the file cannot be put there.
    """
    place = address(container)
    if place is None:
        names = [part for name in variables for part in ("--env", name)]
        return ["docker", "exec", flag, *names, container, *wanted], {**os.environ, **variables}
    file = f"/tmp/.novax-{secrets.token_hex(8)}"  # noqa: S108 - in the pod's own memory, for its user alone
    lines = "".join(f"export {name}={shlex.quote(value)}\n" for name, value in variables.items())
    try:
        answer([*place.command("exec", "-i"), "--", "sh", "-c", f"umask 077; cat > {file}"], given=lines)
    except Unavailable as reason:
        raise UserError(
            f"{wanted[0]} cannot be started in {place.member}: {reason}; see to it that it runs, and try again"
        ) from reason
    script = f'. {file}; rm {file}; exec "$@"'
    return [*place.command("exec", flag), "--", "sh", "-c", script, "sh", *wanted], dict(os.environ)
