"""The host's mirror is used where, and only where, the host runs the images' own release."""

from pathlib import Path

import pytest

from infra.images.debian import Mirrors, mirrors

OURS = "http://mirror.example/debian"


def host(root: Path, release: str, files: dict[str, str]) -> Path:
    (root / "etc").mkdir()
    (root / "etc/os-release").write_text(f'PRETTY_NAME="x"\nID=debian\nVERSION_CODENAME={release}\n')
    for name, content in files.items():
        file = root / "etc/apt" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    return root


def paragraph(uris: str, suites: str = "trixie trixie-updates", more: str = "") -> str:
    return f"# a comment: x\nTypes: deb\nURIs: {uris}\nSuites: {suites}\nComponents: main\n{more}"


def test_no_sources_mean_debians_own(tmp_path: Path) -> None:
    assert mirrors(tmp_path) == Mirrors()
    assert mirrors(host(tmp_path, "trixie", {})) == Mirrors()


def test_another_release_means_debians_own(tmp_path: Path) -> None:
    files = {"sources.list": f"deb {OURS} trixie main\n"}
    assert mirrors(host(tmp_path, "bookworm", files)) == Mirrors()


def test_paragraphs_are_read(tmp_path: Path) -> None:
    security = paragraph(
        "http://mirror.example/security/", "trixie-security", "Signed-By: /x/debian-archive-keyring.gpg\n"
    )
    files = {"sources.list.d/debian.sources": paragraph(OURS) + "\n" + security}
    assert mirrors(host(tmp_path, "trixie", files)) == Mirrors(OURS, "http://mirror.example/security")


def test_lines_are_read(tmp_path: Path) -> None:
    lines = (
        "# deb x",
        f"deb-src {OURS} trixie main",
        f"deb [arch=amd64] {OURS}/ trixie main contrib",
        f"deb {OURS}-security trixie-security main",
    )
    files = {"sources.list": "\n".join(lines)}
    assert mirrors(host(tmp_path, "trixie", files)) == Mirrors(OURS, f"{OURS}-security")


def test_a_host_without_security_updates_is_no_example(tmp_path: Path) -> None:
    files = {"sources.list": f"deb {OURS} trixie main\n"}
    assert mirrors(host(tmp_path, "trixie", files)) == Mirrors()


@pytest.mark.parametrize(
    "content",
    [
        paragraph("https://mirror.example/debian"),
        paragraph(OURS, more="Signed-By: /etc/apt/keyrings/somebody.gpg\n"),
        paragraph(OURS, more="Enabled: no\n"),
        paragraph(OURS, suites="trixie-backports"),
        paragraph(OURS).replace("Components: main", "Components: stable"),
        paragraph(OURS).replace("Types: deb", "Types: deb-src"),
    ],
    ids=["https", "somebody-else's", "disabled", "another-suite", "another-component", "sources"],
)
def test_what_cannot_serve_is_passed_over(tmp_path: Path, content: str) -> None:
    security = paragraph(f"{OURS}-security", "trixie-security")
    files = {"sources.list.d/debian.sources": content + "\n\n" + security}
    assert mirrors(host(tmp_path, "trixie", files)) == Mirrors()
    usable = {"sources.list.d/debian.sources": paragraph(OURS) + "\n\n" + security}
    (tmp_path / "usable").mkdir()
    assert mirrors(host(tmp_path / "usable", "trixie", usable)) == Mirrors(OURS, f"{OURS}-security")
