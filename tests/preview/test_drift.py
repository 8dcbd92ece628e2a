"""What somebody changes by hand on a running stack is found by `novax drift`, and named."""

import json
from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from psycopg.sql import SQL, Identifier

from infra.cli.running import Running
from infra.toolchain.engine import docker
from tests.preview.checkout import Checkout
from tests.preview.world import look
from tests.smoke import clients

pytestmark = pytest.mark.timeout(600)

_MEBIBYTE = 1024 * 1024
_BUCKET = "novax"


@dataclass(frozen=True)
class Found:
    """What `novax drift` found: its exit code, and its messages by area and subject."""

    code: int
    messages: Mapping[tuple[str, str], str]


def drift(checkout: Checkout, name: str) -> Found:
    code = checkout.novax(name, "drift", "-s", checkout.stack, "--json")
    text = (checkout.artefacts / f"{name}.drift.txt").read_text(encoding="utf-8")
    report: dict[str, Any] = json.loads(text[text.index("{") : text.rindex("}") + 1])
    assert not report["failed"]
    return Found(code, {(one["area"], one["subject"]): one["message"] for one in report["findings"]})


@pytest.fixture(scope="module")
def by_hand(running: Running, checkout: Checkout) -> Generator[Found]:
    """Return what is found once everything has been changed by hand; it is taken back afterwards."""
    clean = drift(checkout, "drift-before")
    assert (clean.code, clean.messages) == (0, {})
    with ExitStack() as changes:
        for change in (_memory, _policy, _cache, _public_bucket, _parameter):
            changes.enter_context(change(running))
        found = drift(checkout, "drift-by-hand")
    yield found
    assert drift(checkout, "drift-after").code == 0


@contextmanager
def _memory(running: Running) -> Generator[None]:
    container = running.members["nats-exporter"]
    before = look(running.stack)["nats-exporter"].memory // _MEBIBYTE

    def limit(mebibytes: int) -> None:
        docker("update", "--memory", f"{mebibytes}m", "--memory-swap", f"{mebibytes}m", container)

    limit(before + 8)
    yield
    limit(before)


@contextmanager
def _policy(running: Running) -> Generator[None]:
    with clients.postgres(running, "postgres", "novax", endpoint="postgres-primary") as session:
        session.execute("drop policy definer_select on public.tasks")
        yield
        session.execute("create policy definer_select on public.tasks for select to novax_owner using (true)")


@contextmanager
def _cache(running: Running) -> Generator[None]:
    with clients.cache(running, "redis") as client:
        client.config_set("maxmemory-policy", "noeviction")  # pyright: ignore[reportUnknownMemberType]
        yield
        client.config_set("maxmemory-policy", "allkeys-lru")  # pyright: ignore[reportUnknownMemberType]


@contextmanager
def _public_bucket(running: Running) -> Generator[None]:
    store = clients.objects(running, "minio")
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": ["*"]},
        "Action": ["s3:GetObject"],
        "Resource": [f"arn:aws:s3:::{_BUCKET}/*"],
    }
    store.put_bucket_policy(Bucket=_BUCKET, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    yield
    store.delete_bucket_policy(Bucket=_BUCKET)


@contextmanager
def _parameter(running: Running) -> Generator[None]:
    with clients.postgres(running, "postgres", "novax", endpoint="postgres-primary") as session:
        name = Identifier("work_mem")
        session.execute(SQL("alter system set {} = '5MB'").format(name))
        session.execute("select pg_reload_conf()")
        yield
        session.execute(SQL("alter system reset {}").format(name))
        session.execute("select pg_reload_conf()")


def test_drift_has_an_exit_code_of_its_own(by_hand: Found) -> None:
    assert by_hand.code == 2


@pytest.mark.parametrize(
    ("area", "subject", "part"),
    [
        ("infrastructure", "Container nats-exporter", "memory"),
        ("schema", "database novax", "definer_select"),
        ("redis", "redis-1", "maxmemory-policy is noeviction; declared is allkeys-lru"),
        ("minio", f"bucket {_BUCKET}", "has a policy that nothing declares; it allows s3:GetObject"),
        ("postgres", "work_mem", "work_mem"),
    ],
)
def test_each_change_is_named(by_hand: Found, area: str, subject: str, part: str) -> None:
    assert part in by_hand.messages[area, subject]


def test_nothing_else_is_named(by_hand: Found) -> None:
    assert len(by_hand.messages) == 5
