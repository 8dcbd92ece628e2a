"""What of a blow to a service beside PostgreSQL is a problem, and what is a figure."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from infra.drills import dependents, engine
from infra.drills.attempts import Seen
from infra.drills.blows import Blow
from infra.drills.dependents import BYSTANDER_SECONDS, SERVES, SQL, Case
from infra.drills.history import History, judge

WELL = Seen(100, 100, 0, 0.2, {})


def case(service: str = "minio", blow: Blow = Blow.CRASH, seen: Mapping[str, Seen] | None = None) -> Case:
    kinds = {SQL: WELL, "NATS": WELL, "S3": WELL, "Redis": replace(WELL, lost=None)}
    return Case(service, blow, {**kinds, **(seen or {})}, judge(History(), ()))


def test_the_outage_is_that_of_the_service_s_own_clients() -> None:
    found = dependents.result(case(seen={"S3": replace(WELL, outage=16.5), "NATS": replace(WELL, outage=1.5)}))
    assert (found.drill, found.outages, found.lost, found.recovered) == ("minio: crash", (16.5,), 0, True)
    assert found.passed


@pytest.mark.parametrize("kind", [SQL, "NATS", "S3"])
def test_a_lost_row_message_or_object_is_a_problem(kind: str) -> None:
    found = dependents.result(case(seen={kind: replace(WELL, kept=98, lost=2)}))
    assert found.lost == 2
    assert found.problems == (f"2 of 100 acknowledged things of {kind} are lost",)


def test_what_a_cache_lost_is_a_figure() -> None:
    found = dependents.result(case("redis", seen={"Redis": replace(WELL, kept=40, lost=None)}))
    assert found.passed
    assert found.facts["clients"]["Redis"]["kept"] == 40


def test_who_does_not_use_the_service_must_not_wait_for_it() -> None:
    found = dependents.result(case("minio", seen={SQL: replace(WELL, outage=BYSTANDER_SECONDS + 1)}))
    assert found.problems == ("clients of SQL waited 8.5 s for minio, which they do not use",)
    assert dependents.result(case("etcd", seen={SQL: replace(WELL, outage=BYSTANDER_SECONDS + 1)})).passed


def test_everybody_waits_for_the_engine() -> None:
    found = dependents.result(case(engine.NAME, Blow.RESTART, {"S3": replace(WELL, outage=40.0)}))
    assert (found.outages, found.passed) == ((40.0,), True)


def test_an_end_without_recovery_is_told() -> None:
    stuck = case("nats")
    stuck.problems.append("clients of NATS could not go on within 60 s")
    found = dependents.result(stuck)
    assert (found.recovered, found.passed) == (False, False)


def test_a_drill_that_ended_before_any_client_was_judged_has_no_figures() -> None:
    early = Case("nats", Blow.CRASH, problems=["clients of NATS could not go on within 60 s"])
    assert dependents.result(early).outages == ()


def test_wal_must_have_waited_while_the_store_was_away() -> None:
    away = case("minio", Blow.KILL)
    away.waited = 0
    assert not dependents.result(away).passed
    away.waited = 1
    assert dependents.result(away).passed


def test_a_kill_is_named_by_how_long_the_service_was_away() -> None:
    assert dependents.result(case("minio", Blow.KILL)).drill == "minio: away 30 s"
    assert dependents.result(case("nats", Blow.KILL)).drill == "nats: away 15 s"


def test_each_service_serves_a_kind_of_client_that_there_is() -> None:
    assert set(SERVES.values()) == {SQL, "NATS", "S3", "Redis", "search"}
