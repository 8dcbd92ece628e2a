"""The rule that no secret stands in an input in clear text: the state, previews and the engine would show it."""

from collections.abc import Iterator
from typing import Any, cast

from infra.policies.target import Finding, Target
from infra.preview.masking import masked
from infra.preview.plan import CONTAINER, STASH

_SECRET_BY_NATURE = {CONTAINER: ("uploads",), STASH: ("input",)}
"""Inputs that the program marks as secret where a secret is in them; Pulumi hands them to a policy in clear."""


def secrets(target: Target) -> Iterator[Finding]:
    """Yield inputs with something in them that looks like a password, a token or a private key."""
    for one in target.resources:
        skipped = _SECRET_BY_NATURE.get(one.type, ())
        for path, text in _texts({key: value for key, value in one.inputs.items() if key not in skipped}):
            # With its name before it: a value alone does not tell that it is a password. What is a name of a secret
            # by its own name, such as secretName, holds none.
            leaf = path.rpartition(".")[2]
            named = f"{leaf}={text}"
            telling = "\n" not in text and not leaf.endswith("Name")
            if masked(text) != text or (telling and masked(named) != named):
                yield one.name, f"{path} holds a secret in clear text; use a SecretRef, which is resolved into a file"


def _texts(value: Any, path: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401 - any JSON
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, item in cast("dict[str, Any]", value).items():
            if key != "__defaults":
                yield from _texts(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for number, item in enumerate(cast("list[Any]", value)):
            yield from _texts(item, f"{path}[{number}]")
