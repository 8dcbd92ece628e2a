"""What a container uses is read where the kernel keeps it, by both versions of control groups."""

from pathlib import Path

import pytest

from infra.platforms import memory

ID = "a3c44dc9"


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(memory, "_PROCESSES", tmp_path / "proc")
    monkeypatch.setattr(memory, "_GROUPS", tmp_path / "cgroup")
    return tmp_path


def belongs(machine: Path, process: int, *lines: str) -> None:
    folder = machine / "proc" / str(process)
    folder.mkdir(parents=True)
    (folder / "cgroup").write_text("".join(f"{line}\n" for line in lines))


def uses(folder: Path, file: str, used: int, **facts: int) -> None:
    folder.mkdir(parents=True)
    (folder / file).write_text(f"{used}\n")
    (folder / "memory.stat").write_text("".join(f"{name} {value}\n" for name, value in facts.items()))


def test_the_first_version_has_a_tree_for_memory_alone(machine: Path) -> None:
    belongs(machine, 7, f"9:pids:/docker/{ID}", f"4:memory:/docker/{ID}", f"0::/docker/{ID}")
    place = machine / "cgroup" / "memory" / "docker" / ID
    uses(place, "memory.usage_in_bytes", 900, inactive_file=1, total_inactive_file=300)
    assert memory.used(ID, 7) == 600


def test_the_second_has_one_tree(machine: Path) -> None:
    belongs(machine, 7, f"0::/system.slice/docker-{ID}.scope")
    uses(machine / "cgroup" / "system.slice" / f"docker-{ID}.scope", "memory.current", 900, inactive_file=200)
    assert memory.used(ID, 7) == 700


def test_a_process_that_is_no_container_s_here_says_nothing(machine: Path) -> None:
    belongs(machine, 7, "0::/user.slice")
    uses(machine / "cgroup" / "user.slice", "memory.current", 900, inactive_file=200)
    assert memory.used(ID, 7) is None
    assert memory.used(ID, 8) is None
