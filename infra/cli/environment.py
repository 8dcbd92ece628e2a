"""`novax env`: the environment in which the plain `pulumi` command works on our stacks."""

import os
import secrets
import shlex
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from infra import paths, surroundings
from infra.cli.console import examples, print_json
from infra.errors import UserError
from infra.toolchain import policy_pack, pulumi_cli
from infra.toolchain.plugins import PLUGINS
from infra.toolchain.tools import INSTALLED

PASSPHRASE_BYTES = 32

_PASSPHRASE_LENGTH = 43
"""How many characters of base64 those are."""

UNSET = ("PULUMI_CONFIG_PASSPHRASE", "grpc_proxy", "no_grpc_proxy", "PYTHONHOME", "PYTHONPATH")
"""What would win over the passphrase file, stand between Pulumi and its language host, or load other libraries."""

_READ_BY_PULUMI = ("PULUMI_", "HELM_")
"""What variables begin with that Pulumi and its plugins take; those that do not count are unset as well."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    shown = examples(
        'eval "$(novax env)"          # then: pulumi preview -s dev',
        'eval "$(novax env -s dev)"   # then: pulumi preview',
        'eval "$(novax env --policies)"   # then: pulumi preview -s dev --policy-pack policy',
    )
    app.command("env", epilog=shown)(env)


def env(
    *,
    stack: Annotated[str | None, typer.Option("--stack", "-s", help="Also make this the stack in use.")] = None,
    policies: Annotated[bool, typer.Option("--policies", help="Also for `--policy-pack policy`.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print a JSON object instead of shell commands.")] = False,
) -> None:
    """Print the environment for `pulumi` as shell commands, getting the tools first where they are missing."""
    from infra.cli import stack as stacks  # noqa: PLC0415  # which needs these variables itself

    values = variables()
    if policies:
        plugin = policy_pack.ENVIRONMENT.resolve().folder / "plugin"
        values["PATH"] = os.pathsep.join((values["PATH"], str(plugin)))
    PLUGINS[stacks.declared_platform(stack) if stack else "docker"].ensure()
    if stack:
        values["PULUMI_STACK"] = stack
    if json:
        print_json(values)
        return
    for name in unset():
        typer.echo(f"unset {name}")
    for name, value in values.items():
        typer.echo(f"export {name}={shlex.quote(value)}")


def unset() -> tuple[str, ...]:
    """Return the names of variables that must not be there when `pulumi` runs."""
    found = (name for name in surroundings.dropped() if name.startswith(_READ_BY_PULUMI))
    return tuple(dict.fromkeys((*UNSET, *found)))


def variables() -> dict[str, str]:
    """Return the variables that differ from an ordinary shell; gets Pulumi itself where it is missing.

    Raises:
        UserError: a tool cannot be had, or the passphrase of existing stacks is gone.
    """
    pulumi = pulumi_cli.PULUMI.resolve()
    first = [Path(sys.prefix) / "bin"]
    if pulumi.source != INSTALLED:
        first.append(pulumi.folder)
    _ensure_state()
    _keep_no_logs()
    return {
        "PATH": _path(first),
        "PULUMI_HOME": str(paths.pulumi_home()),
        paths.BACKEND_VARIABLE: paths.backend(),
        "PULUMI_CONFIG_PASSPHRASE_FILE": str(paths.passphrase()),
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        # Plugins are pinned and obtained by us; a look-up would wait for hosts that may refuse.
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        # The salt of a stack's secrets lies in its state, so the committed stack files need none.
        "PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER": "true",
        # Pulumi and its plugins end within seconds: a fifth of that went into freeing memory.
        "GOGC": "400",
        # The default of `pulumi destroy --exclude-protected`: data volumes and generated secrets stay.
        "PULUMI_OPTION_EXCLUDE_PROTECTED": "true",
        # Pulumi and its language host talk to each other over ports of this machine.
        **dict.fromkeys(surroundings.NO_PROXY, surroundings.without_proxy(os.environ)),
    }


def _keep_no_logs() -> None:
    """Put a file where Pulumi would keep logs of all that it does, which nothing else switches off.

    They take a third of its time and up to 500 MB; `pulumi --logtostderr -v 9` tells the same when somebody asks.
    """
    logs = paths.pulumi_home() / "logs"
    if logs.is_file():
        return
    shutil.rmtree(logs, ignore_errors=True)
    paths.pulumi_home().mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError, IsADirectoryError):
        logs.write_text("Pulumi keeps no logs here, because this is a file.\n", encoding="ascii")


def _path(first: list[Path]) -> str:
    ours = [str(folder) for folder in first]
    others = [entry for entry in os.environ.get("PATH", os.defpath).split(os.pathsep) if entry not in ours]
    return os.pathsep.join([*ours, *others])


def _ensure_state() -> None:
    state, passphrase = paths.state(), paths.passphrase()
    if passphrase.exists():
        if len(passphrase.read_bytes()) < _PASSPHRASE_LENGTH:
            raise UserError(
                f"{passphrase} is damaged: it has {len(passphrase.read_bytes())} of {_PASSPHRASE_LENGTH} characters; "
                "put it back from a backup, because the stacks' secrets cannot be read without it"
            )
        state.mkdir(parents=True, exist_ok=True)
        return
    if any(state.glob(".pulumi/stacks/**/*.json")):
        raise UserError(
            f"{passphrase} is missing, and the stacks in {state} cannot be read without it; put it back from a backup, "
            "or move both away to start anew without the old secrets and data."
        )
    paths.home().mkdir(mode=0o700, parents=True, exist_ok=True)
    state.mkdir(exist_ok=True)
    draft = passphrase.with_name(f".passphrase.{os.getpid()}")
    draft.touch(mode=0o600, exist_ok=False)
    draft.write_text(secrets.token_urlsafe(PASSPHRASE_BYTES))
    try:
        # Unlike a rename, a link never replaces what another run has just made.
        passphrase.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
