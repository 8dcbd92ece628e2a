"""Every bad value gets one sentence with its key, the value, what is allowed and what to do."""

from collections.abc import Mapping

import pytest

from infra.errors import UserError
from infra.settings import Settings, from_mapping

SET = "set it with `pulumi config set --path"
PRODUCTION = {"environment": "production", "platform": "kubernetes"}
POSTGRES_KEYS = (
    "archive, checkSeconds, cpu, maxConnections, memory, replicas, requireUser, slowQuerySeconds, synchronous, volume"
)
ALL_KEYS = (
    "alertmanager, backup, environment, etcd, exporters, grafana, haproxy, imageMirror, kubernetes, meilisearch, "
    "minio, nats, network, packs, pgbouncer, platform, postgres, prometheus, redis, relay"
)


def settings_of(**values: object) -> Settings:
    return from_mapping({"environment": "dev", **values})


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        pytest.param(
            {"postgress": {}},
            f"novax:postgress is not a setting; allowed here: {ALL_KEYS}; remove it or correct its name",
            id="unknown top key",
        ),
        pytest.param(
            {"postgres": {"poolSize": 3}},
            f"novax:postgres.poolSize is not a setting; allowed here: {POSTGRES_KEYS}; remove it or correct its name",
            id="unknown nested key",
        ),
        pytest.param(
            {"postgres": {"max_connections": 50}},
            f"novax:postgres.max_connections is not a setting; allowed here: {POSTGRES_KEYS}; remove it or correct its "
            "name",
            id="key in another spelling",
        ),
        *(
            pytest.param(
                {"backup": {"full": schedule}},
                f"novax:backup.full is '{schedule}'; allowed: five fields of cron in UTC, such as '0 2 * * *'; "
                f"{SET} novax:backup.full VALUE`",
                id=f"schedule {schedule}",
            )
            for schedule in ("daily", "0 25 * * *", "0 2 30 2 *")
        ),
        pytest.param(
            {"postgres": {"replicas": "two"}},
            f"novax:postgres.replicas is 'two'; allowed: a whole number from 0 to 2; {SET} novax:postgres.replicas "
            "VALUE`",
            id="text for a number",
        ),
        pytest.param(
            {"postgres": {"replicas": True}},
            f"novax:postgres.replicas is true; allowed: a whole number from 0 to 2; {SET} novax:postgres.replicas "
            "VALUE`",
            id="boolean for a number",
        ),
        pytest.param(
            {"postgres": {"replicas": 3}},
            f"novax:postgres.replicas is 3; allowed: a whole number from 0 to 2; {SET} novax:postgres.replicas VALUE`",
            id="number out of range",
        ),
        pytest.param(
            {"postgres": {"slowQuerySeconds": 0}},
            "novax:postgres.slowQuerySeconds is 0; allowed: a whole number of at least 1; "
            f"{SET} novax:postgres.slowQuerySeconds VALUE`",
            id="number below its least",
        ),
        pytest.param(
            {"postgres": {"synchronous": "yes"}},
            f"novax:postgres.synchronous is 'yes'; allowed: true or false; {SET} novax:postgres.synchronous VALUE`",
            id="text for a boolean",
        ),
        pytest.param(
            {"postgres": None},
            f"novax:postgres is null; allowed: the keys {POSTGRES_KEYS}; {SET} novax:postgres.KEY VALUE`",
            id="nothing for an object",
        ),
        pytest.param(
            {"packs": "novax"},
            f"novax:packs is 'novax'; allowed: a list; {SET} 'novax:packs[0]' VALUE`",
            id="text for a list",
        ),
        pytest.param(
            {"packs": ["novax", 5]},
            f"novax:packs[1] is 5; allowed: text; {SET} 'novax:packs[1]' VALUE`",
            id="number in a list of text",
        ),
        pytest.param(
            {"imageMirror": 5},
            f"novax:imageMirror is 5; allowed: text; {SET} novax:imageMirror VALUE`",
            id="number for optional text",
        ),
        pytest.param(
            {"redis": {"engine": "memcached"}},
            f"novax:redis.engine is 'memcached'; allowed: 'redis' or 'valkey'; {SET} novax:redis.engine VALUE`",
            id="not one of two",
        ),
        pytest.param(
            {"environment": "prod"},
            "novax:environment is 'prod'; allowed: 'dev', 'ci', 'staging' or 'production'; "
            f"{SET} novax:environment VALUE`",
            id="not one of four",
        ),
        pytest.param(
            {"postgres": {"memory": "lots"}},
            f"novax:postgres.memory is 'lots'; allowed: a size such as 512MiB or 2GiB; {SET} novax:postgres.memory "
            "VALUE`",
            id="no size",
        ),
        pytest.param(
            {"postgres": {"memory": 512}},
            f"novax:postgres.memory is 512; allowed: a size such as 512MiB or 2GiB; {SET} novax:postgres.memory VALUE`",
            id="size without a unit",
        ),
        pytest.param(
            {"postgres": {"memory": "0MiB"}},
            f"novax:postgres.memory is '0MiB'; allowed: a size such as 512MiB or 2GiB; {SET} novax:postgres.memory "
            "VALUE`",
            id="size of nothing",
        ),
        pytest.param(
            {"network": {"ports": {"redis": 80}}},
            "novax:network.ports.redis is 80; allowed: a whole number from 1024 to 65535; "
            f"{SET} novax:network.ports.redis VALUE`",
            id="port out of range",
        ),
        pytest.param(
            {"network": {"ports": 6379}},
            "novax:network.ports is 6379; allowed: names, each with a whole number from 1024 to 65535; "
            f"{SET} novax:network.ports.KEY VALUE`",
            id="number for a mapping",
        ),
        pytest.param(
            {"network": {"mode": "free", "ports": {"redis": 7000}}},
            "novax:network.ports names redis while novax:network.mode is free, which chooses every port itself; remove "
            "the ports, or set network.mode to fixed",
            id="fixed ports in free mode",
        ),
        pytest.param(
            {"postgres": {"archive": False}},
            "novax:postgres.archive is false while novax:postgres.replicas is 1; a replica needs the archive to catch "
            "up after a long absence; set postgres.archive to true, or postgres.replicas to 0",
            id="replicas without archive",
        ),
        pytest.param(
            {"postgres": {"replicas": 0, "synchronous": True}},
            "novax:postgres.synchronous is true while novax:postgres.replicas is 0; synchronous commit needs a "
            "standby; set postgres.replicas to 1 or 2, or postgres.synchronous to false",
            id="synchronous without a replica",
        ),
        pytest.param(
            {"pgbouncer": {"poolSize": 9}},
            "novax:pgbouncer.poolSize is 9, which for 5 packs and their read-only twins asks for 90 server "
            "connections; novax:postgres.maxConnections 100 leaves 80; lower pgbouncer.poolSize or raise "
            "postgres.maxConnections",
            id="pools beyond max_connections",
        ),
        pytest.param(
            {"backup": {"lockDays": 7, "full": "0 2 * * 0"}},
            "novax:backup.lockDays is 7 while novax:backup.full '0 2 * * 0' leaves 7 days between two full backups, so "
            "that at times none would be locked; allowed: at least 8; raise backup.lockDays, or take full backups more "
            "often",
            id="locks that end before the next backup",
        ),
        pytest.param(
            {"redis": {"memory": "96MiB", "maxmemory": "96MiB"}},
            "novax:redis.maxmemory is 96MiB, which does not fit into novax:redis.memory 96MiB; allowed: less than "
            "redis.memory, which leaves room for buffers and forks; lower redis.maxmemory or raise redis.memory",
            id="data larger than the container",
        ),
        pytest.param(
            {**PRODUCTION, "meilisearch": {"required": False}},
            "novax:meilisearch.required is false, which production does not allow; allowed there: true; remove the "
            "key, and give the image a source with novax:imageMirror",
            id="search left out of production",
        ),
        pytest.param(
            {"environment": "staging"},
            "novax:platform is docker, which staging does not allow; allowed there: kubernetes; set it with `pulumi "
            "config set novax:platform kubernetes`",
            id="docker on staging",
        ),
        pytest.param(
            {"environment": "production"},
            "novax:platform is docker, which production does not allow; allowed there: kubernetes; set it with `pulumi "
            "config set novax:platform kubernetes`",
            id="docker on production",
        ),
        pytest.param(
            {"packs": ["wira", "novax", "wira"]},
            "novax:packs names wira more than once; name each pack once",
            id="duplicate packs",
        ),
    ],
)
def test_a_bad_value_gets_one_sentence(values: Mapping[str, object], sentence: str) -> None:
    with pytest.raises(UserError) as raised:
        settings_of(**values)
    assert str(raised.value) == sentence


def test_a_missing_environment_gets_one_sentence() -> None:
    with pytest.raises(UserError) as raised:
        from_mapping({})
    assert str(raised.value) == (
        f"novax:environment is missing; allowed: 'dev', 'ci', 'staging' or 'production'; {SET} novax:environment VALUE`"
    )


def test_several_bad_values_get_a_sentence_each() -> None:
    with pytest.raises(UserError) as raised:
        settings_of(nats={"memory": "1TB"}, etcd={"memory": "1TB"}, redis={"engine": 1})
    keys = [line.partition(" ")[0] for line in str(raised.value).splitlines()]
    assert keys == ["novax:redis.engine", "novax:nats.memory", "novax:etcd.memory"]
