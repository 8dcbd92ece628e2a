"""Keys of the search engine that nothing declares, and declared ones that are not as they should be."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from infra.drift.report import Finding
from infra.hooks import names
from infra.hooks.search import Engine, keys_of, rights_agree
from infra.packs import Pack

AREA = "meilisearch"

_OWN = "Default "
"""What the names of the keys begin with that the engine makes for itself at its first start; they follow from the
master key, and nobody is given them."""


def findings(engine: Engine, packs: Sequence[Pack]) -> Iterator[Finding]:
    """Yield each key that is gone, was changed by hand, or is declared by nothing."""
    present = {str(key["uid"]): key for key in _present(engine)}
    wanted = {key.uid: key for key in keys_of(packs)}
    for uid, key in wanted.items():
        if uid not in present:
            yield Finding(area=AREA, subject=f"key {key.name}", message="is gone", hook=names.SEARCH)
        elif not rights_agree(key, present[uid]):
            yield Finding(area=AREA, subject=f"key {key.name}", message="was changed by hand", hook=names.SEARCH)
    for uid in sorted(present.keys() - wanted.keys()):
        name = str(present[uid]["name"] or uid)
        if not name.startswith(_OWN):
            allowed = ", ".join(map(str, present[uid]["actions"]))
            message = f"is declared by nothing; it allows {allowed}"
            yield Finding(area=AREA, subject=f"key {name}", message=message, undeclared=True)


def remove(engine: Engine, name: str) -> None:
    """Remove the keys of this name, or uid for those without a name."""
    for key in _present(engine):
        if name in (key["name"], key["uid"]):
            engine.call("DELETE", f"/keys/{key['uid']}")


def _present(engine: Engine) -> Sequence[Mapping[str, Any]]:
    return engine.call("GET", "/keys?limit=1000")["results"]
