"""Which Debian mirror image builds install from; knows apt's source files, and nothing of images."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from infra.catalog import DEBIAN_SUITE


@dataclass(frozen=True)
class Mirrors:
    """Addresses of the Debian archive and of its security updates; None leaves those that Debian itself comes with."""

    main: str | None = None
    security: str | None = None


@dataclass(frozen=True)
class _Source:
    """A line or paragraph of apt's configuration."""

    types: list[str]
    uris: list[str]
    suites: list[str]
    components: list[str]
    signed_by: str


def mirrors(root: Path = Path("/")) -> Mirrors:
    """Return this host's own mirrors where it runs the images' suite and has both, else none.

    Only plain HTTP addresses count (apt checks signatures): HTTPS needs certificates that a bare root filesystem lacks.
    """
    if not _runs_suite(root):
        return Mirrors()
    sources = [source for source in _sources(root) if _is_debian(source)]
    found = Mirrors(_mirror(sources, DEBIAN_SUITE), _mirror(sources, f"{DEBIAN_SUITE}-security"))
    return found if found.main and found.security else Mirrors()


def _runs_suite(root: Path) -> bool:
    try:
        text = (root / "etc/os-release").read_text()
    except OSError:
        return False
    facts = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
    return facts.get("ID") == "debian" and facts.get("VERSION_CODENAME") == DEBIAN_SUITE


def _sources(root: Path) -> Iterator[_Source]:
    apt = root / "etc/apt"
    for file in [apt / "sources.list", *sorted(apt.glob("sources.list.d/*.list"))]:
        for line in file.read_text().splitlines() if file.is_file() else ():
            yield from _one_line(line)
    for file in sorted(apt.glob("sources.list.d/*.sources")):
        for paragraph in re.split(r"\n\s*\n", file.read_text()):
            yield from _paragraph(paragraph)


def _one_line(line: str) -> Iterator[_Source]:
    found = re.match(r"(deb)\s+(?:\[(.*?)\]\s+)?(\S+)\s+(\S+)\s+(.*)", line)
    if found is not None:
        kind, options, uri, suite, components = found.groups()
        signed_by = re.search(r"signed-by=(\S+)", options or "")
        yield _Source([kind], [uri], [suite], components.split(), signed_by[1] if signed_by else "")


def _paragraph(text: str) -> Iterator[_Source]:
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    fields = {
        key.strip().lower(): value.strip() for key, found, value in (line.partition(":") for line in lines) if found
    }
    if fields.get("enabled", "yes") == "yes":
        types, uris, suites, components = (fields.get(k, "").split() for k in ("types", "uris", "suites", "components"))
        yield _Source(types, uris, suites, components, fields.get("signed-by", ""))


def _is_debian(source: _Source) -> bool:
    """Tell Debian's archive from somebody else's repository for the same suite."""
    ours = not source.signed_by or "debian-archive" in source.signed_by
    return ours and "deb" in source.types and "main" in source.components


def _mirror(sources: list[_Source], suite: str) -> str | None:
    uris = (uri for source in sources if suite in source.suites for uri in source.uris)
    return next((uri.rstrip("/") for uri in uris if uri.startswith("http://")), None)
