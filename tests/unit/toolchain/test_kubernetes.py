"""Kubernetes' own programs: which versions a build takes, and which installed ones count."""

from collections.abc import Callable
from pathlib import Path

from infra.catalog import KUBERNETES_VERSION
from infra.toolchain import go, kubernetes
from infra.toolchain.tools import INSTALLED

ProgramWriter = Callable[[str, str], Path]

GO_MOD = """\
module k8s.io/kubernetes

require (
\tgithub.com/google/go-cmp v0.7.0
\tk8s.io/api v0.0.0
\tk8s.io/apimachinery v0.0.0
\tk8s.io/klog/v2 v2.130.1
)

replace k8s.io/api => ./staging/src/k8s.io/api
"""


def test_a_build_takes_staged_modules_as_they_were_published(program: ProgramWriter, tmp_path: Path) -> None:
    (tmp_path / "published.mod").write_text(GO_MOD)
    answer = f'{{"Dir": "{tmp_path}", "GoMod": "{tmp_path}/published.mod"}}'
    script = f"""echo "$*" >> {tmp_path}/asked; case "$*" in *download*) echo '{answer}';; esac"""
    workspace = go.Workspace(tmp_path, str(program("go", script)), {})
    kubernetes._prepare(workspace)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    download, *edits = (tmp_path / "asked").read_text().splitlines()
    assert download.endswith(f"k8s.io/kubernetes@v{KUBERNETES_VERSION}")
    staged = "v0" + KUBERNETES_VERSION.removeprefix("1")
    assert [edit.partition("-replace=")[2] for edit in edits] == [
        f"k8s.io/{name}=k8s.io/{name}@{staged}" for name in ("api", "apimachinery")
    ]


def test_programs_say_the_version_that_they_are() -> None:
    for tool in (kubernetes.NODE, kubernetes.KUBECTL):
        assert any(f"gitVersion=v{KUBERNETES_VERSION}" in part for part in tool.recipe)


def test_an_installed_kubectl_is_used_wherever_its_link_stands(program: ProgramWriter, tmp_path: Path) -> None:
    real = program("kubectl", "true").rename(tmp_path / "kubectl")
    (tmp_path / "bin/kubectl").symlink_to(real)
    assert kubernetes.kubectl() == str(real)


def test_the_nodes_programs_are_never_those_of_the_machine(program: ProgramWriter) -> None:
    for name in (*kubernetes.NODE_PROGRAMS, "kubectl"):
        program(name, "true")
    assert kubernetes.KUBECTL.plan().source == INSTALLED
    assert kubernetes.NODE.installed() is None


def test_helm_renders_for_the_clusters_version() -> None:
    major, minor, _ = KUBERNETES_VERSION.split(".")
    flags = " ".join(kubernetes.HELM.recipe)
    assert f"k8sVersionMajor={major} " in flags
    assert f"k8sVersionMinor={minor}" in flags
