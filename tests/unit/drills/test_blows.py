"""Who must be healthy after a blow."""

from infra.cli.running import Running, Service
from infra.drills import blows


def test_every_declared_container_must_be_healthy_and_others_do_not_count() -> None:
    there = Service("nats", "nats", 64, present=True, members={"nats": "novax-ci-nats"})
    absent = Service("meilisearch", "meilisearch", 64, present=False, members={"meilisearch": "novax-ci-meilisearch"})
    stack = Running("ci", "", (), {"nats": there, "meilisearch": absent}, {}, {}, {})
    beside = {"novax-ci-restore-look": "Up 6 minutes"}
    assert not blows.ailing(stack, {"novax-ci-nats": "Up 5 minutes (healthy)", **beside})
    for status in ("Up 2 seconds (health: starting)", "Up 2 minutes (unhealthy)", "Exited (137) 2 seconds ago"):
        assert blows.ailing(stack, {"novax-ci-nats": status, **beside}) == {"novax-ci-nats"}
    assert blows.ailing(stack, beside) == {"novax-ci-nats"}
