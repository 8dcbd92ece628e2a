"""The passwords that a stack's state keeps, those of accounts among them that nobody but a service signs in with."""

import json

from infra.cli import stack as stacks

_STASH = "pulumi:index:Stash"
_PASSWORD = "password-"


def passwords(stack: str) -> dict[str, str]:
    """Return each password by the name that specs give it."""
    export = json.loads(stacks.query("stack", "export", "--show-secrets", "--stack", stack))
    found = {
        resource["urn"].split("::")[-1]: resource["outputs"]["output"]
        for resource in export["deployment"]["resources"]
        if resource["type"] == _STASH
    }
    return {
        name.removeprefix(_PASSWORD): json.loads(value["plaintext"])
        for name, value in found.items()
        if name.startswith(_PASSWORD)
    }
