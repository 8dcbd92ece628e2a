"""Runs the `pulumi` command on one stack and reads what it knows; decides nothing about deployments."""

import difflib
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import IO, Any, cast

from infra import paths
from infra.cli import environment, statefiles
from infra.errors import UserError
from infra.toolchain.commands import Unavailable
from infra.toolchain.commands import answer as ask

STACKS = paths.PROJECT / "stacks"

SALT = "encryptionsalt"

NO_STACK = "no stack named"
"""How Pulumi says that a stack was never made."""

_UNCHANGED = re.compile(r"^ (?:[~ ]  \S+ \S+ refresh(?:ing)? \([\d.]+m?s\)|   \S+:\S+ \S+)\s*$")
"""How Pulumi tells that it looks at a resource, and that it found nothing different; a difference stands behind it."""


QUERY_SECONDS = 60.0
"""Limit for a question; the state is local, so answers take well below a second."""

PLAN_SECONDS = 900.0
"""Limit for a plan: each resource is looked at in the world, which for a large stack far away takes minutes."""


def config_file(stack: str) -> Path:
    """Return the stack's configuration file.

    Raises:
        UserError: there is none of that name.
    """
    file = STACKS / f"Pulumi.{stack}.yaml"
    if not file.is_file():
        known = sorted(path.name.removeprefix("Pulumi.").removesuffix(".yaml") for path in STACKS.glob("Pulumi.*.yaml"))
        raise UserError(f"There is no stack {stack!r}; allowed are {', '.join(known)} (files in {STACKS.name}/).")
    return file


def declared_environment(stack: str) -> str:
    """Return ``novax:environment`` of the stack's configuration file, or an empty string where it says none."""
    return _declared(stack, "environment")


def declared_platform(stack: str) -> str:
    """Return ``novax:platform`` of the stack's configuration file, whatever else is wrong in it."""
    return _declared(stack, "platform") or "docker"


def _declared(stack: str, key: str) -> str:
    values = _config(config_file(stack).read_bytes()).get("config")
    return str(cast("dict[str, Any]", values).get(f"novax:{key}") or "") if isinstance(values, dict) else ""


def state(stack: str) -> dict[str, Any] | None:
    """Return the stack's deployment (resources, pending operations; secrets encrypted), or None before its first `up`.

    Raises:
        UserError: the state cannot be read, or its file is damaged.
    """
    statefiles.check(stack)
    try:
        exported = query("stack", "export", "--stack", stack)
    except UserError as error:
        # A list of all stacks would need each one's file to be whole.
        if NO_STACK in str(error):
            return None
        raise
    return json.loads(exported)["deployment"]


def replacing(stack: str, names: Sequence[str], packs: Sequence[str]) -> list[str]:
    """Return the arguments by which Pulumi makes resources anew.

    An account goes by the name that `novax credentials` has for it, and everything secret of it is made anew; what is
    no account, such as a certificate or a hook, goes by its resource's name.

    Raises:
        UserError: the stack has none of a name, or the state cannot be read.
    """
    if not names:
        return []
    from infra.packs import load_packs  # noqa: PLC0415  # only who rotates something pays for these
    from infra.rotation import secrets_of  # noqa: PLC0415

    accounts = secrets_of(load_packs(packs, paths.PROJECT / "sql"))
    account_of = {resource: account for account, resources in accounts.items() for resource in resources}
    # Components are named after what they hold, and hold nothing themselves.
    known = {
        one["urn"].rpartition("::")[2]: one["urn"] for one in (state(stack) or {}).get("resources", ()) if one["custom"]
    }
    wanted: list[str] = []
    for name in names:
        if name in account_of:
            raise UserError(
                f"--replace {name} is of the account {account_of[name]}; write --replace {account_of[name]}"
            )
        resources = [one for one in accounts.get(name, (name,)) if one in known]
        if not resources:
            allowed = {*accounts, *(one for one in known if one not in account_of)}
            near = ", ".join(difflib.get_close_matches(name, allowed, n=3, cutoff=0.4))
            raise UserError(
                f"--replace {name} names nothing of stack {stack}"
                + (f"; near are {near}" if near else "; `novax credentials` lists the accounts")
            )
        wanted += resources
    return [argument for name in dict.fromkeys(wanted) for argument in ("--replace", known[name])]


def outputs(stack: str) -> dict[str, Any]:
    """Return the stack's outputs with secrets in clear.

    Raises:
        UserError: the stack does not exist, or its state cannot be read.
    """
    statefiles.check(stack)
    with config_kept(stack):
        return json.loads(query("stack", "output", "--json", "--show-secrets", "--stack", stack))


def query(*arguments: str, given: str | None = None) -> str:
    """Return what a quick `pulumi` command prints; `given` is its standard input.

    Raises:
        UserError: it fails; the message has its reason.
    """
    command = ["pulumi", "--non-interactive", "--color", "never", "--cwd", str(paths.PROJECT), *arguments]
    try:
        return ask(command, env=_environment(), limit=QUERY_SECONDS, given=given)
    except Unavailable as reason:
        raise UserError(f"pulumi {' '.join(arguments[:2])} failed: {reason}") from reason


@contextmanager
def edited(stack: str) -> Generator[dict[str, Any]]:
    """Yield the resources of the stack's state by name, secrets in clear, and write them back as they are then.

    Raises:
        UserError: the state cannot be read or written.
    """
    with config_kept(stack):
        whole = json.loads(query("stack", "export", "--show-secrets", "--stack", stack))
        yield {one["urn"].rpartition("::")[2]: one for one in whole["deployment"]["resources"]}
        query("stack", "import", "--stack", stack, given=json.dumps(whole))


def run(stack: str, *arguments: str, variables: Mapping[str, str] | None = None) -> None:
    """Run a long `pulumi` command on the stack, its output straight to standard output; `variables` are for it alone.

    Off a terminal, what was looked at and found as recorded is left out: two lines for each resource.

    Raises:
        UserError: it fails, or is interrupted; its own output has the reason.
    """
    on_terminal = sys.stdout.isatty()
    look = [] if on_terminal else ["--suppress-progress"]
    command = ["pulumi", *arguments, "--stack", stack, "--cwd", str(paths.PROJECT), "--suppress-permalink=true", *look]
    output = None if on_terminal else subprocess.PIPE
    env = {**_environment(), **(variables or {})}
    with config_kept(stack), _left_to_end(command, env, output) as process:
        if process.stdout:
            _tell_changes(process.stdout)
        process.wait()
    if process.returncode:
        raise UserError(
            f"pulumi {arguments[0]} of stack {stack} failed or was stopped; the reason is above. What was done is "
            "recorded, and the next run goes on from there."
        )


def _tell_changes(said: IO[str]) -> None:
    with said:
        for line in said:
            if not _UNCHANGED.match(line):
                sys.stdout.write(line)
                sys.stdout.flush()


def plan(stack: str, *arguments: str) -> dict[str, Any]:
    """Return what `pulumi preview --json` says of the stack as it is in the world now.

    A preview that fails says so in its diagnostics; what it had found until then is there too.

    Raises:
        UserError: it said nothing that could be read, or took too long.
    """
    return _document(stack, "preview", "--refresh", *arguments)


def refreshed(stack: str) -> dict[str, Any]:
    """Return how the world differs from the stack's state, as `pulumi refresh --preview-only --json` says it.

    Raises:
        UserError: it said nothing that could be read, or took too long.
    """
    return _document(stack, "refresh", "--preview-only")


def _document(stack: str, verb: str, *arguments: str) -> dict[str, Any]:
    options = ["--json", "--non-interactive", "--suppress-permalink=true", "--stack", stack]
    command = ["pulumi", verb, *options, "--cwd", str(paths.PROJECT), *arguments]
    with config_kept(stack):
        try:
            done = subprocess.run(
                command, env=_environment(), capture_output=True, text=True, timeout=PLAN_SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            raise UserError(f"pulumi {verb} of stack {stack} did not end within {PLAN_SECONDS:g} s") from None
    try:
        return json.loads(done.stdout)
    except json.JSONDecodeError:
        raise UserError(
            f"pulumi {verb} of stack {stack} failed: {done.stderr.strip() or done.stdout.strip()}"
        ) from None


@contextmanager
def config_kept(stack: str) -> Generator[None]:
    """Take back the salt that Pulumi adds to the stack's committed file.

    The state has it too, and every machine its own. Whatever else changed stays, and so does a salt from before.
    """
    file = config_file(stack)
    before = file.read_bytes()
    try:
        yield
    finally:
        after = file.read_bytes()
        # Pulumi also formats the file anew, so its meaning is compared and not its lines.
        changed = _config(after)
        if changed.pop(SALT, None) and changed == _config(before):
            file.write_bytes(before)


@contextmanager
def _left_to_end(
    command: Sequence[str], env: Mapping[str, str], output: int | None
) -> Generator[subprocess.Popen[str]]:
    """Start Pulumi and let it end in its own way: it finishes what it has begun at the first Ctrl-C, not at the second.

    The terminal sends Ctrl-C to both of us. A request to terminate comes to us alone and is passed on as Ctrl-C.
    """
    process: subprocess.Popen[str] | None = None
    asked_early = False

    def wait(_number: int, _frame: FrameType | None) -> None:
        pass

    def pass_on(_number: int, _frame: FrameType | None) -> None:
        nonlocal asked_early
        if process:
            process.send_signal(signal.SIGINT)
        else:
            asked_early = True

    before = {
        signal.SIGINT: signal.signal(signal.SIGINT, wait),
        signal.SIGTERM: signal.signal(signal.SIGTERM, pass_on),
    }
    try:
        process = subprocess.Popen(command, env=env, stdout=output, text=True, errors="replace")
        if asked_early:
            process.send_signal(signal.SIGINT)
        yield process
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _environment() -> dict[str, str]:
    # Where `novax env` was evaluated, the shell's variables are those that Pulumi gets, and neither listed nor dropped.
    unset = environment.unset()
    env = {name: value for name, value in os.environ.items() if name not in unset} | environment.variables()
    # The program is this checkout's, also where the virtual environment is another one's.
    return env | {"PYTHONPATH": str(paths.PROJECT)}


def _config(content: bytes) -> dict[str, Any]:
    """Return what a configuration file says; nothing for one that is no YAML, which `infra.stackfile` tells of."""
    import yaml  # noqa: PLC0415  # the help page does not pay for it

    try:
        document = yaml.safe_load(content)
    except yaml.YAMLError:
        return {}
    return cast("dict[str, Any]", document) if isinstance(document, dict) else {}
