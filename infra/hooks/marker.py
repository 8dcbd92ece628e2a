"""Resources in the state that stand for work on a running service: the work is done before the record of it changes.

A marker's input is what the hook wants, so a preview shows what an `up` will do. The hook runs before the step that
writes the input: when it fails, the step does not happen and the next `up` tries again; an unchanged input runs
nothing. (A hook that ran after the step would not be tried again.)
"""

import hashlib
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping

import pulumi

from infra.errors import UserError
from infra.hooks.declaration import JSON, Changes
from infra.hooks.threads import apart

Apply = Callable[[Mapping[str, str]], Changes]
"""A hook's work: takes the secrets by name, returns what it changed, raises when it could not."""

_SHORTEST_SECRET = 8
"""Shorter values are not struck out of messages: they would match ordinary words."""


_CHANGES_SHOWN = 4


class HookError(Exception):
    """A hook failed; the message names it and the cause, and never a secret."""


def marker(
    name: str,
    declared: Mapping[str, JSON],
    secrets: Mapping[str, pulumi.Output[str]],
    apply: Apply,
    opts: pulumi.ResourceOptions | None = None,
) -> pulumi.Stash:
    """Return the resource that runs `apply` whenever `declared` or one of the secrets has changed.

    ``secrets`` holds every value that only the deployment knows, the CA certificate included; `apply` gets them
    resolved, in a thread of its own. The state keeps a digest of them, itself encrypted, so that a rotated password
    runs the hook again. Call this from inside the program only: the hook is registered with the running engine.
    """
    hook = pulumi.ResourceHook(f"{name}-apply", _hook(name, secrets, apply))
    binding = pulumi.ResourceHookBinding(before_create=[hook], before_update=[hook])
    return pulumi.Stash(
        name,
        input={"declared": declared, "secrets": fingerprint(secrets)},
        opts=pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(hooks=binding)),
    )


def fingerprint(secrets: Mapping[str, pulumi.Output[str]]) -> pulumi.Output[str]:
    """Return the SHA-256 of all secrets with their names, as a secret."""
    resolved = pulumi.Output.all(**secrets)
    return pulumi.Output.secret(
        resolved.apply(lambda values: hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest())
    )


def _hook(
    name: str, secrets: Mapping[str, pulumi.Output[str]], apply: Apply
) -> Callable[[pulumi.ResourceHookArgs], Awaitable[None]]:
    async def run(_: pulumi.ResourceHookArgs) -> None:
        values = {key: await _resolved(name, key, output) for key, output in secrets.items()}
        try:
            changes = await apart(lambda: apply(values))
        except Exception as error:
            # The engine sees the message alone, and takes an empty one for success.
            raise HookError(_without(values.values(), f"hook {name} failed: {_cause(error)}")) from error
        pulumi.log.info(f"{name}: {_summary(changes)}")

    return run


def _summary(changes: Changes) -> str:
    """Return what happened in one line that fits a terminal; a first deployment makes a hundred changes."""
    if not changes:
        return "everything was as declared"
    more = len(changes) - _CHANGES_SHOWN
    return "; ".join(changes[:_CHANGES_SHOWN]) + (f"; and {more} more" if more > 0 else "")


async def _resolved(name: str, key: str, output: pulumi.Output[str]) -> str:
    value = await output.future()
    if value is None:
        raise HookError(f"hook {name} failed: the value {key!r} is not known at this point of the deployment")
    return value


def _cause(error: Exception) -> str:
    if isinstance(error, UserError):
        return str(error)
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def _without(values: Iterable[str], message: str) -> str:
    for value in values:
        if len(value) >= _SHORTEST_SECRET:
            message = message.replace(value, "[secret]")
    return message
