"""PostgreSQL's failover, durability and access settings: those measured, none weaker."""

import re
from collections.abc import Callable
from configparser import ConfigParser
from typing import Any

import pytest
import yaml

from infra.services.postgres import dynamic_configuration
from infra.settings import Settings, from_mapping
from infra.specs import CA_FILE, DATA_DIR, ServiceSpec

Render = Callable[..., str]


def patroni(rendered: Render, *, member: str = "postgres-1", **postgres: object) -> dict[str, Any]:
    return yaml.safe_load(rendered("postgres", "patroni.yaml", member=member, postgres=postgres))


def parameters(rendered: Render, **postgres: str) -> dict[str, Any]:
    return patroni(rendered, member="postgres-1", **postgres)["postgresql"]["parameters"]


def test_a_failover_takes_as_long_as_measured(rendered: Render) -> None:
    dcs = patroni(rendered)["bootstrap"]["dcs"]
    assert {key: dcs[key] for key in ("ttl", "loop_wait", "retry_timeout")} | {
        key: dcs[key] for key in ("primary_start_timeout", "primary_stop_timeout")
    } == {
        "ttl": 20,
        "loop_wait": 1,
        "retry_timeout": 5,
        "primary_start_timeout": 0,
        "primary_stop_timeout": 30,
    }
    # Patroni shortens its loop when this does not hold.
    assert dcs["loop_wait"] + 2 * dcs["retry_timeout"] <= dcs["ttl"]


def test_a_cluster_survives_the_loss_of_its_store(rendered: Render) -> None:
    assert patroni(rendered)["bootstrap"]["dcs"]["failsafe_mode"] is True


def test_a_replica_that_is_too_far_behind_for_reads_is_not_promoted(rendered: Render) -> None:
    lag = re.search(r"/replica\?lag=(\d+)", rendered("haproxy", "haproxy.cfg"))
    assert lag
    assert 0 < patroni(rendered)["bootstrap"]["dcs"]["maximum_lag_on_failover"] < int(lag[1])


@pytest.mark.parametrize(("required", "parameter"), [(True, "app.current_user_id"), (False, "")])
def test_sessions_that_name_no_user_are_refused_where_the_settings_say_so(*, required: bool, parameter: str) -> None:
    settings = from_mapping({"environment": "dev", "postgres": {"requireUser": required}})
    assert dynamic_configuration(settings)["postgresql"]["parameters"]["novax_pooled.required"] == parameter


def test_an_old_primary_can_be_rewound(rendered: Render) -> None:
    dcs = patroni(rendered)["bootstrap"]["dcs"]["postgresql"]
    assert (dcs["use_pg_rewind"], dcs["use_slots"], dcs["parameters"]["wal_log_hints"]) == (True, True, "on")


@pytest.mark.parametrize("synchronous", [True, False])
def test_synchronous_commit_waits_for_one_standby(rendered: Render, *, synchronous: bool) -> None:
    dcs = patroni(rendered, synchronous=synchronous)["bootstrap"]["dcs"]
    assert (dcs["synchronous_mode"], dcs["synchronous_node_count"]) == (synchronous, 1)
    assert "synchronous_mode_strict" not in dcs


def test_data_pages_have_checksums_and_sort_the_same_everywhere(rendered: Render) -> None:
    initdb = patroni(rendered)["bootstrap"]["initdb"]
    assert "data-checksums" in initdb
    assert {"encoding": "UTF8"} in initdb
    assert {"locale-provider": "builtin"} in initdb


def test_the_network_is_reached_over_tls_with_scram_alone(rendered: Render) -> None:
    rules = [rule.split() for rule in patroni(rendered)["postgresql"]["pg_hba"]]
    assert {rule[0] for rule in rules} == {"local", "hostssl"}
    assert {rule[-1] for rule in rules if rule[0] == "hostssl"} == {"scram-sha-256"}
    assert [rule for rule in rules if rule[0] == "local"] == [
        ["local", "all", "postgres", "peer"],
        ["local", "replication", "replicator", "scram-sha-256"],
    ]


def test_replication_over_the_network_is_for_its_role_alone(rendered: Render) -> None:
    rules = [rule.split() for rule in patroni(rendered)["postgresql"]["pg_hba"]]
    assert [rule[2] for rule in rules if rule[0] == "hostssl" and rule[1] == "replication"] == ["replicator"]


def test_the_server_speaks_tls_1_3_and_stores_scram(rendered: Render) -> None:
    found = parameters(rendered)
    assert (found["ssl"], found["ssl_min_protocol_version"]) == ("on", "TLSv1.3")
    assert found["password_encryption"] == "scram-sha-256"


def test_members_check_each_other_s_certificates(rendered: Render) -> None:
    for account in patroni(rendered)["postgresql"]["authentication"].values():
        assert (account["sslmode"], account["sslrootcert"]) == ("verify-full", CA_FILE)
        assert account["password"].startswith("${secret:")


def test_each_member_is_itself(rendered: Render) -> None:
    first, second = patroni(rendered), patroni(rendered, member="postgres-2")
    assert (first.pop("name"), second.pop("name")) == ("postgres-1", "postgres-2")
    for part, port in (("postgresql", 5432), ("restapi", 8008)):
        assert first[part].pop("connect_address") == f"postgres-1:{port}"
        assert second[part].pop("connect_address") == f"postgres-2:{port}"
    assert first == second


def test_broken_connections_are_noticed_within_seconds(rendered: Render) -> None:
    found = parameters(rendered)
    names = ("wal_sender_timeout", "wal_receiver_timeout", "tcp_user_timeout")
    assert [found[name] for name in names] == ["5s", "5s", 3000]


def test_a_dead_replica_s_slot_cannot_fill_the_disk(rendered: Render) -> None:
    assert parameters(rendered)["max_slot_wal_keep_size"] == "1024MB"


def test_wal_is_archived_and_fetched_back(rendered: Render) -> None:
    postgresql = patroni(rendered)["postgresql"]
    assert postgresql["parameters"]["archive_mode"] == "on"
    assert postgresql["parameters"]["archive_command"] == "novax-pgbackrest-push %p"
    assert postgresql["parameters"]["archive_timeout"] == "60s"
    assert postgresql["recovery_conf"]["restore_command"].endswith('; novax-pgbackrest archive-get %f "%p"')


def test_without_an_archive_nothing_of_it_is_left(rendered: Render, service: Callable[..., ServiceSpec]) -> None:
    postgresql = patroni(rendered, replicas=0, archive=False)["postgresql"]
    assert postgresql["parameters"]["archive_mode"] == "off"
    assert postgresql["parameters"]["archive_command"] == ""
    assert postgresql["recovery_conf"] == {}
    assert [file.path for file in service("postgres", postgres={"replicas": 0, "archive": False}).files] == []


def test_the_archive_is_encrypted_and_reached_over_checked_tls(rendered: Render) -> None:
    parser = ConfigParser(interpolation=None)
    parser.read_string(rendered("postgres", "pgbackrest.conf"))
    assert parser.sections() == ["global", "global:archive-get", "main"]
    repository = parser["global"]
    assert repository["repo1-cipher-type"] == "aes-256-cbc"
    assert repository["repo1-storage-ca-file"] == CA_FILE
    assert "repo1-storage-verify-tls" not in repository
    assert (repository["repo1-s3-bucket"], repository["repo1-s3-key"]) == (
        "novax-backup",
        "${secret:minio-archive.user}",
    )
    assert repository["archive-async"] == "y"
    assert repository["tls-server-auth"] == "backup=main"
    assert parser["global:archive-get"]["archive-async"] == "n"
    assert parser["main"]["pg1-path"] == f"{DATA_DIR}/pgdata"


def test_no_log_has_what_a_statement_was_given(rendered: Render) -> None:
    """Keys of encrypted columns are parameters, and a slow statement is logged."""
    found = parameters(rendered)
    assert found["log_parameter_max_length"] == found["log_parameter_max_length_on_error"] == 0
    assert found["pgaudit.log_parameter"] == "off"


def test_changes_of_the_schema_and_of_roles_are_logged(rendered: Render) -> None:
    assert parameters(rendered)["pgaudit.log"].split(",") == ["ddl", "role"]


def test_every_required_library_is_loaded(rendered: Render) -> None:
    loaded = parameters(rendered)["shared_preload_libraries"].split(",")
    assert loaded == ["timescaledb", "pg_stat_statements", "pg_cron", "pgaudit", "novax_audit", "novax_pooled"]


def test_background_workers_are_enough_for_all_that_start_them(rendered: Render) -> None:
    """TimescaleDB takes one launcher and one worker a database, pg_cron one and one a running job."""
    dcs = patroni(rendered)["bootstrap"]["dcs"]["postgresql"]["parameters"]
    found = parameters(rendered)
    assert dcs["max_worker_processes"] > found["timescaledb.max_background_workers"] + found["max_parallel_workers"]


@pytest.mark.parametrize("memory", ["512MiB", "704MiB", "4GiB"])
def test_memory_settings_fit_the_container(rendered: Render, service: Callable[..., ServiceSpec], memory: str) -> None:
    resources = service("postgres", postgres={"memory": memory}).resources
    settings = from_mapping({"environment": "dev", "postgres": {"memory": memory}})
    found = parameters(rendered, memory=memory) | dynamic_configuration(settings)["postgresql"]["parameters"]
    size = {name: int(found[name].removesuffix("MB")) for name in ("shared_buffers", "maintenance_work_mem")}
    assert sum(size.values()) < resources.memory // 2
    assert resources.shared_memory > size["maintenance_work_mem"]


def test_hnsw_indexes_are_not_built_in_parallel(rendered: Render) -> None:
    """The packaged pgvector overflows a buffer when they are."""
    assert parameters(rendered)["max_parallel_maintenance_workers"] == 0


def test_an_environment_that_can_wait_has_patroni_and_haproxy_look_less_often(rendered: Render, dev: Settings) -> None:
    assert dev.postgres.check_seconds == dynamic_configuration(dev)["loop_wait"] == 5
    text = rendered("haproxy", "haproxy.cfg", postgres={"checkSeconds": 5})
    assert text.count("inter 5s fastinter 250ms downinter 1250ms") == 4
    assert "hold valid 5s" in text


@pytest.mark.parametrize("stack", ["ci", "ci-kubernetes", "staging", "production"])
def test_where_failovers_count_they_are_as_fast_as_measured(settings: Settings) -> None:
    assert (settings.postgres.check_seconds, settings.prometheus.scrape_seconds) == (1, 15)


def test_what_a_cluster_is_made_with_is_part_of_what_it_keeps(rendered: Render, dev: Settings) -> None:
    # How often Patroni looks at its members is not: with another value nobody is replaced.
    kept: dict[str, Any] = {**dynamic_configuration(dev), "loop_wait": 1}
    first = patroni(rendered)["bootstrap"]["dcs"]
    more = kept["postgresql"]["parameters"].items() - first["postgresql"]["parameters"].items()
    assert first == {**kept, "postgresql": {**kept["postgresql"], "parameters": first["postgresql"]["parameters"]}}
    assert ("log_min_duration_statement", "1s") in more
    # One value in two places would have Patroni take the file's.
    assert dict(more).keys().isdisjoint(parameters(rendered))


def test_a_member_waits_for_its_store_and_its_archive(service: Callable[..., ServiceSpec]) -> None:
    assert service("postgres").after == ("election", "minio", "buckets")


def test_a_member_has_time_to_shut_down(service: Callable[..., ServiceSpec]) -> None:
    assert service("postgres").stop_grace == 60
