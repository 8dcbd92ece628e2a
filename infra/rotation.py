"""Which resources of the state hold what is secret of an account, by the name that `novax credentials` has for it."""

from collections.abc import Mapping, Sequence

from infra.outputs import accounts
from infra.packs import Pack
from infra.specs import SecretRef


def secrets_of(packs: Sequence[Pack]) -> Mapping[str, tuple[str, ...]]:
    """Return the names of the resources that are made anew with an account.

    What is computed from another account's secret is none of its own: it changes with that one.
    """
    found = {
        name: (*_user(user), f"password-{secret}")
        for name, (user, secret, _) in accounts(packs).items()
        if "." not in secret
    }
    return found | {key: (f"password-{key}",) for pack in packs if (key := pack.data_key_secret)}


def _user(user: str | SecretRef) -> tuple[str, ...]:
    return (f"account-{user.name.rpartition('.')[0]}",) if isinstance(user, SecretRef) else ()
