"""The programs of Kubernetes and of its charts: those of the throwaway cluster, kubectl, Helm and kubeconform."""

import re
import shutil
from pathlib import Path

from infra.catalog import (
    COREDNS_MODULE_VERSION,
    HELM_VERSION,
    KUBE_SCORE_VERSION,
    KUBECONFORM_VERSION,
    KUBERNETES_VERSION,
)
from infra.toolchain import download, go
from infra.toolchain.tools import Source, Tool, go_architecture

MODULE = "k8s.io/kubernetes"
NODE_PROGRAMS = ("kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet", "kube-proxy")
"""What a cluster of one node consists of, besides etcd and containerd, which Debian has."""

_API_DESCRIPTION = "api/openapi-spec/swagger.json"
_RELEASE = f"https://dl.k8s.io/release/v{KUBERNETES_VERSION}/bin/linux"
_LDFLAGS = f"-s -w -X k8s.io/component-base/version.gitVersion=v{KUBERNETES_VERSION}"
_MAJOR, _MINOR, _ = KUBERNETES_VERSION.split(".")
_CAPABILITIES = "helm.sh/helm/v3/pkg/chartutil.k8sVersion"
_HELM_LDFLAGS = f"-s -w -X {_CAPABILITIES}Major={_MAJOR} -X {_CAPABILITIES}Minor={_MINOR}"
"""Which Kubernetes Helm renders for when it asks none; without them that is a version of years ago."""

_STAGED = re.compile(r"^\s*(k8s\.io/[a-z0-9-]+) v0\.0\.0$", re.MULTILINE)
"""The modules that the main one takes from its own tree; published ones have the same version with 0 for 1."""


def _prepare(workspace: go.Workspace) -> None:
    staged = "v0" + KUBERNETES_VERSION.removeprefix("1")
    module = workspace.download(MODULE, f"v{KUBERNETES_VERSION}").go_mod.read_text(encoding="utf-8")
    for name in _STAGED.findall(module):
        workspace.replace(name, staged)


def _build(folder: Path, programs: tuple[str, ...]) -> None:
    with go.throwaway_workspace() as workspace:
        _prepare(workspace)
        packages = [f"{MODULE}/cmd/{program}" for program in programs]
        for package in packages:
            workspace.get(package, f"v{KUBERNETES_VERSION}")
        workspace.build_all(packages, folder, ldflags=_LDFLAGS)


def _check_publisher() -> None:
    download.probe(f"{_RELEASE}/{go_architecture()}/kubectl")


def _from_publisher(folder: Path, programs: tuple[str, ...]) -> None:
    for program in programs:
        url = f"{_RELEASE}/{go_architecture()}/{program}"
        checksum = download.published_checksum(f"{url}.sha256", program)
        download.fetch(url, folder / program, sha256=checksum)
        (folder / program).chmod(0o755)


def _kubernetes(name: str, programs: tuple[str, ...], *, use_installed: bool) -> Tool:
    return Tool(
        name=name,
        version=KUBERNETES_VERSION,
        sources=(
            Source("publisher", "dl.k8s.io", _check_publisher, lambda folder: _from_publisher(folder, programs)),
            Source("build", f"built with Go from {MODULE}", go.check, lambda folder: _build(folder, programs)),
        ),
        recipe=(_LDFLAGS, *programs),
        installed=(lambda: _installed(programs[0])) if use_installed else lambda: None,
    )


def _installed(program: str) -> Path | None:
    found = shutil.which(program)
    return Path(found).resolve().parent if found else None


def _module_program(name: str, package: str, version: str, ldflags: str = "-s -w") -> Tool:
    def obtain(folder: Path) -> None:
        with go.throwaway_workspace() as workspace:
            workspace.get(package, version)
            workspace.build(package, folder / name, ldflags=ldflags)

    return Tool(
        name,
        version.removeprefix("v"),
        (Source("build", f"built with Go from {package}", go.check, obtain),),
        recipe=(package, ldflags),
        installed=lambda: _installed(name),
    )


def api_description() -> Path:
    """Return the description of every kind that this version of Kubernetes knows (OpenAPI 2, JSON).

    Raises:
        UserError: there is no Go to fetch it with.
        Unavailable: the module cannot be fetched.
    """
    with go.throwaway_workspace() as workspace:
        return workspace.download(MODULE, f"v{KUBERNETES_VERSION}").folder / _API_DESCRIPTION


NODE = _kubernetes("kubernetes-node", NODE_PROGRAMS, use_installed=False)
"""The programs of the throwaway cluster, of exactly this version."""

KUBECTL = _kubernetes("kubectl", ("kubectl",), use_installed=True)
"""kubectl: any installed one, or that of the throwaway cluster's version."""

COREDNS = _module_program("coredns", "github.com/coredns/coredns", COREDNS_MODULE_VERSION)
HELM = _module_program("helm", "helm.sh/helm/v3/cmd/helm", f"v{HELM_VERSION}", _HELM_LDFLAGS)
KUBECONFORM = _module_program("kubeconform", "github.com/yannh/kubeconform/cmd/kubeconform", f"v{KUBECONFORM_VERSION}")

KUBE_SCORE = _module_program("kube-score", "github.com/zegl/kube-score/cmd/kube-score", f"v{KUBE_SCORE_VERSION}")


def kubectl() -> str:
    """Return kubectl's path, obtaining it where it is missing.

    Raises:
        UserError: no source delivers it.
    """
    return str(KUBECTL.resolve().folder / "kubectl")
