"""Taking a stack on Kubernetes down: its own namespace alone, data only when it was asked for, and no engine needed."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner, Result

from infra import paths
from infra.cli import lifecycle, namespaces
from infra.cli.main import make_app
from infra.cli.stack import config_file
from infra.errors import UserError
from infra.platforms.forwards import Cluster
from infra.settings import from_file
from infra.toolchain import plugins
from infra.toolchain.plugins import Plugin

STACK_FILE = """\
config:
    novax:environment: ci
    novax:platform: kubernetes
    novax:kubernetes: {kubeconfig: throwaway}
"""
CLUSTER = Cluster("novax-ci")
OURS = """{"items": [{"metadata": {"name": "novax-ci", "labels": {"novax.stack": "ci"}}}]}"""
THEIRS = OURS.replace('"ci"}', '"other"}')
NONE = '{"items": []}'


@pytest.fixture
def kubectl(machine: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a stack on the throwaway cluster, whose namespace is ours, and return its kubectl."""
    machine.stack_file.write_text(STACK_FILE)
    program = machine.folder / "bin" / "kubectl"
    machine.script(program, f"case \"$*\" in *get*) echo '{OURS}';; esac")
    machine.script(machine.docker, "exit 1")
    machine.script(
        machine.pulumi, """case "$*" in *ls*) echo '[{"name": "ci"}]';; *export*) echo '{"deployment": {}}';; esac"""
    )
    paths.throwaway_kubeconfig().parent.mkdir(parents=True)
    paths.throwaway_kubeconfig().touch()

    def ready(_: Plugin) -> None:
        """Stand in for the plugin that is there."""

    monkeypatch.setattr(Plugin, "ensure", ready)
    assert plugins.PLUGINS["kubernetes"]
    return program


@pytest.mark.usefixtures("kubectl")
def test_a_cluster_that_pulls_its_images_needs_no_engine(machine: SimpleNamespace) -> None:
    machine.stack_file.write_text(STACK_FILE.replace("throwaway}", "/k, registry: registry.example}"))
    lifecycle.prepare("ci", from_file(config_file("ci"), "ci"))
    assert not any(call.startswith("docker") for call in machine.calls)
    assert any(" stack " in call for call in machine.calls)


def novax(*arguments: str) -> Result:
    return CliRunner().invoke(make_app(), arguments)


def deletions(machine: SimpleNamespace) -> list[str]:
    return [call.partition(" delete ")[2] for call in machine.calls if " delete " in call]


@pytest.mark.usefixtures("kubectl")
def test_down_keeps_claims_and_the_namespace(machine: SimpleNamespace) -> None:
    assert novax("down", "-s", "ci").exit_code == 0
    assert [what.partition(" ")[0] for what in deletions(machine)] == [
        "statefulset,deployment,service,networkpolicy,poddisruptionbudget,serviceaccount,rolebinding,role",
        "secret,configmap",
        "secret",
    ]
    assert not any("persistentvolumeclaim" in what or "namespace" in what.split()[0] for what in deletions(machine))
    assert any("destroy" in call and "--exclude-protected" in call for call in machine.calls)
    assert not any(call.startswith("docker") for call in machine.calls)


@pytest.mark.usefixtures("kubectl")
def test_down_with_volumes_removes_the_namespace_and_then_the_state(machine: SimpleNamespace) -> None:
    assert novax("down", "-s", "ci", "--volumes", "--yes").exit_code == 0
    assert deletions(machine) == ["namespace novax-ci --ignore-not-found --wait --timeout=300s"]
    words = ("destroy", " delete ", "stack rm")
    assert [word for call in machine.calls for word in words if word in call] == list(words)


def test_another_stacks_namespace_is_left_alone(machine: SimpleNamespace, kubectl: Path) -> None:
    machine.script(kubectl, f"case \"$*\" in *get*) echo '{THEIRS}';; esac")
    for remove in (namespaces.clear, namespaces.remove):
        with pytest.raises(UserError, match=r"namespace novax-ci is not stack ci's \(novax.stack: other\)"):
            remove(CLUSTER, "ci")
    assert deletions(machine) == []


def test_a_namespace_that_is_gone_is_no_failure(machine: SimpleNamespace, kubectl: Path) -> None:
    machine.script(kubectl, f"case \"$*\" in *get*) echo '{NONE}';; esac")
    namespaces.clear(CLUSTER, "ci")
    namespaces.remove(CLUSTER, "ci")
    assert deletions(machine) == []


def test_a_cluster_that_refuses_is_a_sentence(machine: SimpleNamespace, kubectl: Path) -> None:
    machine.script(kubectl, f"case \"$*\" in *get*) echo '{OURS}';; *) echo forbidden >&2; exit 1;; esac")
    with pytest.raises(UserError, match="`kubectl delete namespace` failed: forbidden; mend that, and run it again"):
        namespaces.remove(CLUSTER, "ci")


@pytest.mark.usefixtures("kubectl")
def test_with_the_throwaway_cluster_gone_its_stack_is_forgotten(machine: SimpleNamespace) -> None:
    paths.throwaway_kubeconfig().unlink()
    assert novax("down", "-s", "ci", "--volumes", "--yes").exit_code == 0
    assert any("stack rm --yes --force" in call for call in machine.calls)
    assert not any("destroy" in call or "kubectl" in call for call in machine.calls)


@pytest.mark.usefixtures("kubectl")
def test_without_volumes_the_secrets_of_a_gone_cluster_are_not_forgotten(machine: SimpleNamespace) -> None:
    paths.throwaway_kubeconfig().unlink()
    result = novax("down", "-s", "ci")
    assert "the throwaway cluster is gone" in str(result.exception)
    assert not any("stack rm" in call for call in machine.calls)
