"""`novax cluster down` ends what belongs to the cluster on this machine as well."""

import json
from collections.abc import Callable
from pathlib import Path

from infra import paths
from infra.cli import cluster


def test_forwards_into_the_cluster_end_with_it_and_others_stay(
    home: Path, stand_in: Callable[[str, str], Callable[[], list[str]]]
) -> None:
    stand_in("docker", "")
    folder = home / "forwards"
    folder.mkdir(parents=True)
    for stack, kubeconfig in (("mine", str(paths.throwaway_kubeconfig())), ("production", "/etc/production")):
        document = {"cluster": {"kubeconfig": kubeconfig}, "forwards": {}}
        (folder / f"{stack}.json").write_text(json.dumps(document))
    cluster.down()
    assert [file.name for file in folder.iterdir()] == ["production.json"]
