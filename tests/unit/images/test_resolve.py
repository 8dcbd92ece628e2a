"""What is here stays, what is missing is made or fetched, and the lock tells the truth; the engine is a stand-in."""

import functools
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest

from infra.catalog import IMAGES
from infra.errors import UserError
from infra.images import docker, lock, recipe, registry, resolve, rootfs, upstream
from infra.images.recipe import Recipe
from infra.images.sources import Source
from infra.images.work import Work
from infra.toolchain import download, go_programs
from infra.toolchain.commands import Unavailable

UPSTREAM = [name for name, image in IMAGES.items() if image.kind == "upstream"]
HUB_DOWN = "registry-1.docker.io is down"


class Engine:
    """An engine that has images, and can be told to refuse."""

    def __init__(self) -> None:
        self.images: dict[str, docker.Local] = {}
        self.calls: list[str] = []
        self.broken: set[str] = set()
        self.registry_answers = False
        self.pgdg_answers = False

    def add(self, reference: str) -> None:
        self.images[reference] = docker.Local(f"sha256:{len(self.images):064}", 1_000_000)

    def inspect(self, references: Iterable[str]) -> dict[str, docker.Local]:
        self.calls.append("inspect")
        return {reference: self.images[reference] for reference in references if reference in self.images}

    def build(self, _: Work, recipe: Recipe, *, args: Mapping[str, str], **_options: object) -> None:
        self.calls.append(f"build {recipe.name}")
        if recipe.name in self.broken or recipe.args.get("PGDG") in self.broken:
            raise Unavailable(f"building {recipe.name} failed")
        if recipe.base is not None:
            assert args["BASE"] in self.images
        self.add(recipe.reference)

    def pull(self, _: Work, source: str, reference: str) -> None:
        self.calls.append(f"pull {source}")
        self.add(reference)

    def check_hub(self) -> None:
        if not self.registry_answers:
            raise Unavailable(HUB_DOWN)

    def probe(self, url: str) -> None:
        if not self.pgdg_answers:
            raise Unavailable(f"{url} does not answer")

    def obtain_root(self, _: Work) -> str:
        self.calls.append("root")
        return "root"

    def made(self) -> list[str]:
        return [call for call in self.calls if call != "inspect"]


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    stand_in = Engine()
    for name in ("inspect", "build", "pull"):
        monkeypatch.setattr(docker, name, getattr(stand_in, name))

    def network(*_: object) -> str:
        return "default"

    monkeypatch.setattr(docker, "build_network", network)
    monkeypatch.setattr(registry, "check_hub", stand_in.check_hub)
    monkeypatch.setattr(download, "probe", stand_in.probe)
    monkeypatch.setattr(go_programs, "build", Path)
    monkeypatch.setattr(rootfs, "SOURCES", (Source("bootstrap", lambda: None, stand_in.obtain_root),))
    return stand_in


@pytest.fixture
def run(tmp_path: Path, lines: list[str]) -> Callable[..., lock.Lock]:
    return functools.partial(resolve.resolve_all, lines.append, path=tmp_path / "images.json")


def test_a_bare_machine_gets_everything_of_ours_and_is_told_what_has_no_source(
    engine: Engine, run: Callable[..., lock.Lock], tmp_path: Path
) -> None:
    found = run()
    assert list(found.images) == [name for name in IMAGES if name != "valkey"]
    assert engine.made()[:2] == ["root", "build base"]
    for name, entry in found.images.items():
        if name in UPSTREAM:
            assert (entry.ref, entry.id, entry.source, entry.size) == (None, None, "none", 0)
            assert entry.tried[1] == f"registry: {HUB_DOWN}"
        else:
            assert (entry.source, entry.size) == ("build", 1_000_000)
            assert entry.ref in engine.images
    assert lock.load(tmp_path / "images.json") == found


def test_an_unchanged_run_asks_once_and_leaves_the_file_alone(
    engine: Engine, run: Callable[..., lock.Lock], tmp_path: Path, lines: list[str]
) -> None:
    engine.registry_answers = True
    first = run()
    written = (tmp_path / "images.json").stat().st_mtime_ns
    engine.calls.clear()
    lines.clear()
    assert run() == first
    assert engine.calls == ["inspect"]
    assert lines == []
    assert (tmp_path / "images.json").stat().st_mtime_ns == written


def test_what_was_here_before_is_called_installed(engine: Engine, run: Callable[..., lock.Lock]) -> None:
    engine.add(recipe.recipes("etcd")[0].reference)
    engine.add(upstream.published(IMAGES["meilisearch"]))
    found = run(only=["etcd", "meilisearch"])
    assert [entry.source for entry in found.images.values()] == ["installed", "installed"]
    assert engine.made() == ["build meilisearch"]


def test_a_deleted_image_is_made_again_without_the_base(engine: Engine, run: Callable[..., lock.Lock]) -> None:
    run()
    del engine.images[recipe.recipes("nats")[0].reference]
    engine.calls.clear()
    assert run().images["nats"].source == "build"
    assert engine.made() == ["build nats"]


def test_a_pulled_image_says_so(engine: Engine, run: Callable[..., lock.Lock]) -> None:
    engine.registry_answers = True
    entry = run(only=["grafana"]).images["grafana"]
    assert (entry.source, len(entry.tried)) == ("registry", 1)
    assert engine.made() == [f"pull grafana/grafana:{IMAGES['grafana'].version}", "build grafana"]


def test_a_damaged_lock_is_mended(engine: Engine, run: Callable[..., lock.Lock], tmp_path: Path) -> None:
    (tmp_path / "images.json").write_text("{")
    engine.add(recipe.recipes("etcd")[0].reference)
    run(only=["etcd"])
    assert lock.load(tmp_path / "images.json").images["etcd"].source == "installed"


def test_others_stay_in_the_lock_while_it_is_true_of_them(engine: Engine, run: Callable[..., lock.Lock]) -> None:
    run(only=["etcd", "nats", "grafana"])
    del engine.images[recipe.recipes("nats")[0].reference]
    assert list(run(only=["valkey"]).images) == ["etcd", "valkey", "grafana"]


def test_the_cache_engine_decides_which_of_the_two_is_made(engine: Engine, run: Callable[..., lock.Lock]) -> None:
    found = run(engine="valkey")
    assert "valkey" in found.images
    assert "redis" not in found.images
    assert "build redis" not in engine.calls


def test_an_image_that_stands_on_another_comes_after_it(engine: Engine, run: Callable[..., lock.Lock]) -> None:
    found = run(only=["backup"])
    assert [call for call in engine.made() if call in {"build postgres", "build backup"}] == [
        "build postgres",
        "build backup",
    ]
    assert list(found.images) == ["postgres", "backup"]


@pytest.mark.usefixtures("engine")
def test_an_unknown_image_is_refused(run: Callable[..., lock.Lock]) -> None:
    with pytest.raises(UserError, match="there is no image 'mysql'; allowed: postgres, backup, etcd, "):
        run(only=["mysql"])


def test_a_silent_engine_is_told_with_the_remedy(
    run: Callable[..., lock.Lock], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Iterable[str]) -> None:
        raise Unavailable("Cannot connect")

    monkeypatch.setattr(docker, "inspect", refuse)
    with pytest.raises(UserError, match=r"no Docker Engine answers \(Cannot connect\); `make up`"):
        run()


@pytest.mark.parametrize(
    ("answers", "broken", "note"),
    [
        (True, "", "apt.postgresql.org"),
        (True, "yes", "Debian's"),
        (False, "", "Debian's"),
    ],
)
def test_pgvector_comes_from_the_best_source_that_works(  # noqa: PLR0913  # fixtures
    engine: Engine, run: Callable[..., lock.Lock], lines: list[str], broken: str, note: str, *, answers: bool
) -> None:
    engine.pgdg_answers = answers
    engine.broken = {broken}
    assert note in run(only=["postgres"]).images["postgres"].notes[0]
    assert bool(lines) is (note == "Debian's")


def test_a_postgres_of_either_source_is_kept(engine: Engine, run: Callable[..., lock.Lock]) -> None:
    run(only=["postgres"])
    engine.pgdg_answers = True
    engine.calls.clear()
    assert "Debian's" in run(only=["postgres"]).images["postgres"].notes[0]
    assert engine.made() == []


@pytest.mark.parametrize("name", ["base", "haproxy"])
def test_a_failed_build_leaves_the_old_lock_and_says_what_to_do(
    engine: Engine, run: Callable[..., lock.Lock], tmp_path: Path, name: str
) -> None:
    engine.broken = {name}
    with pytest.raises(
        UserError, match=f"the image {name} could not be built; .* `novax images` again: building {name}"
    ):
        run()
    assert not (tmp_path / "images.json").exists()


def test_no_root_filesystem_is_told_with_every_reason(
    engine: Engine, run: Callable[..., lock.Lock], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rootfs, "SOURCES", (Source("registry", engine.check_hub, engine.obtain_root),))
    with pytest.raises(UserError, match=f"the image base could not be built; .*: registry: {HUB_DOWN}"):
        run(only=["etcd"])


def test_one_failure_stops_the_others(
    engine: Engine, run: Callable[..., lock.Lock], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = threading.Event()

    def build(work: Work, recipe: Recipe, *, args: Mapping[str, str], **_: object) -> None:
        if recipe.name == "etcd":
            begun.wait()
            raise Unavailable("etcd broke")
        if recipe.name != "base":
            begun.set()
            work.run(["sleep", "30"], "sleeping", log="x")
        engine.build(work, recipe, args=args)

    monkeypatch.setattr(docker, "build", build)
    started = time.monotonic()
    with pytest.raises(UserError, match="etcd broke"):
        run(only=["etcd", "haproxy", "nats"])
    assert time.monotonic() - started < 5
    assert "build nats" not in engine.calls


def test_a_plan_says_where_everything_would_come_from_and_does_nothing(engine: Engine) -> None:
    engine.add(recipe.recipes("etcd")[0].reference)
    plans = {plan.name: plan for plan in resolve.plan()}
    assert (plans["etcd"].source, plans["etcd"].ok) == ("installed", True)
    assert (plans["postgres"].source, plans["postgres"].ok) == ("build", True)
    assert plans["postgres"].detail.startswith("Debian root filesystem: bootstrap; pgvector is Debian's")
    assert "minio: " in plans["minio"].detail
    assert (plans["grafana"].source, plans["grafana"].ok) == ("none", False)
    assert plans["grafana"].detail.startswith("installed: the Docker Engine has no grafana/grafana")
    assert f"; registry: {HUB_DOWN}; mirror: " in plans["grafana"].detail
    assert engine.made() == []


def test_a_plan_needs_no_engine(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Iterable[str]) -> None:
        raise Unavailable("Cannot connect")

    engine.registry_answers = engine.pgdg_answers = True
    monkeypatch.setattr(docker, "inspect", refuse)
    plans = {plan.name: plan for plan in resolve.plan(engine="valkey")}
    assert plans["grafana"].source == "registry"
    assert "apt.postgresql.org" in plans["postgres"].detail
    assert plans["valkey"].ok


def test_a_plan_without_a_root_filesystem_is_not_ok(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rootfs, "SOURCES", (Source("registry", engine.check_hub, engine.obtain_root),))
    plan = resolve.plan()[0]
    assert (plan.source, plan.ok) == ("none", False)
    assert plan.detail == f"no Debian root filesystem: registry: {HUB_DOWN}"
