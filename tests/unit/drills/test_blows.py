"""Who must be healthy after a blow."""

from infra.cli.running import Running, Service
from infra.drills import blows


def test_every_declared_container_must_be_healthy_and_others_do_not_count() -> None:
    there = Service("nats", "nats", 64, present=True, members={"nats": "novax-ci-nats"})
    absent = Service("meilisearch", "meilisearch", 64, present=False, members={"meilisearch": "novax-ci-meilisearch"})
    stack = Running("ci", "", (), {"nats": there, "meilisearch": absent}, {}, {}, {})
    beside = {"novax-ci-other": "running"}
    assert not blows.ailing(stack, {"novax-ci-nats": "healthy", **beside})
    for health in ("starting", "unhealthy", "exited (137)"):
        assert blows.ailing(stack, {"novax-ci-nats": health, **beside}) == {"novax-ci-nats"}
    assert blows.ailing(stack, beside) == {"novax-ci-nats"}
