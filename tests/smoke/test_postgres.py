"""PostgreSQL itself, asked directly: replication, archiving, extensions, encryption, and who is refused."""

import re
from collections.abc import Iterator, Sequence

import psycopg
import pytest

from infra.catalog import IMAGES
from infra.cli.running import Running
from infra.packs import Pack
from infra.services.postgres import DATA
from infra.settings import Settings
from tests.smoke import clients, cluster, engine
from tests.smoke.clients import Postgres, value
from tests.smoke.waiting import eventually

ENDPOINTS = ("postgres-primary", "postgres-replica")

PACK_EXTENSIONS = {"vector", "timescaledb", "pg_partman", "pgaudit", "pg_trgm", "pgcrypto"}
PATRONI_ERROR = re.compile(r"^[-0-9]+ [:0-9]+,\d+ (ERROR: .*)$", re.MULTILINE)
"""As Patroni writes it; PostgreSQL's own errors, which other tests provoke, look different."""

CLUSTER_EXTENSIONS = {"pg_cron", "pg_stat_statements"}


@pytest.fixture(scope="module")
def primary(running: Running) -> Iterator[Postgres]:
    with clients.postgres(running, "postgres", "postgres") as connection:
        yield connection


@pytest.fixture(scope="module")
def replica(running: Running) -> Iterator[Postgres]:
    with clients.postgres(running, "postgres", "postgres", endpoint="postgres-replica") as connection:
        yield connection


def test_one_endpoint_leads_to_the_primary_and_the_other_to_a_replica(primary: Postgres, replica: Postgres) -> None:
    assert value(primary, "select pg_is_in_recovery()") is False
    assert value(replica, "select pg_is_in_recovery()") is True


def test_every_page_has_a_checksum(primary: Postgres) -> None:
    assert value(primary, "show data_checksums") == "on"


def test_every_replica_streams_from_a_slot_of_its_own(running: Running, primary: Postgres) -> None:
    replicas = len(running.services["postgres"].members) - 1
    rows = primary.execute(
        "select s.application_name, s.state, slot.active, slot.wal_status "
        "from pg_stat_replication s join pg_replication_slots slot on slot.active_pid = s.pid"
    ).fetchall()
    assert len(rows) == replicas
    for name, *facts in rows:
        assert facts == ["streaming", True, "reserved"], name


def test_patroni_has_nothing_to_complain_about(running: Running) -> None:
    for container in running.services["postgres"].members.values():
        complaints = PATRONI_ERROR.findall(engine.log(container, "--since", "30s"))
        assert set(complaints) == set(), f"{len(complaints)} in 30 s from {container}"


def test_a_slot_cannot_fill_the_disk(primary: Postgres) -> None:
    limit = value(primary, "select setting::int from pg_settings where name = 'max_slot_wal_keep_size'")
    assert limit > 0


def test_a_replica_is_seconds_behind_at_most(primary: Postgres, replica: Postgres) -> None:
    written = value(primary, "select pg_current_wal_lsn()")

    def caught_up() -> None:
        assert value(replica, "select pg_last_wal_replay_lsn() >= %s::pg_lsn", written)

    eventually(caught_up, within=10)


def test_wal_is_archived(primary: Postgres) -> None:
    assert value(primary, "show archive_mode") == "on"
    before, failed = _archived(primary)
    primary.execute("select pg_logical_emit_message(false, 'novax-smoke', 'something to archive')")
    primary.execute("select pg_switch_wal()")

    def archived() -> None:
        assert _archived(primary)[0] > before

    eventually(archived, within=30)
    assert _archived(primary)[1] == failed


def test_pgbackrest_check_passes(running: Running, settings: Settings) -> None:
    if not settings.postgres.archive:
        pytest.skip("novax:postgres.archive is false")
    engine.output(cluster.leader(running), "novax-pgbackrest --stanza=main check")


@pytest.mark.disruptive
def test_another_segment_of_an_archived_name_is_refused_until_its_timeline_has_ended(
    running: Running, settings: Settings, primary: Postgres
) -> None:
    if not settings.postgres.archive:
        pytest.skip("novax:postgres.archive is false")
    leader = cluster.leader(running)
    primary.execute("select pg_logical_emit_message(false, 'novax-smoke', 'something to archive')")
    segment = value(primary, "select pg_walfile_name(pg_switch_wal())")
    eventually(lambda: _assert_archived(leader, segment), within=30)
    # pgBackRest takes nothing from outside the data directory, and counts what waits beside a segment.
    copy = f"{DATA}/pg_wal/smoke"
    last = "seek=16777215 bs=1 conv=notrunc"
    alter = f"printf x | dd of={copy}/{segment} {last}"
    push = f"PGBACKREST_ARCHIVE_ASYNC=n novax-pgbackrest-push {copy}/{segment}"
    try:
        engine.output(leader, f"mkdir -p {copy}/archive_status && cp {DATA}/pg_wal/{segment} {copy}/ && {alter}")
        assert engine.exit_code(leader, push) == 45
        history = f"{int(segment[:8], 16)}\t0/1000000\tno recovery target specified\n"
        engine.output(leader, f"printf '{history}' > {copy}/FFFFFFFF.history")
        assert engine.exit_code(leader, push) == 0
    finally:
        engine.output(leader, f"rm -r {copy}")


def _assert_archived(leader: str, segment: str) -> None:
    assert engine.exit_code(leader, f"test -e {DATA}/pg_wal/archive_status/{segment}.done") == 0


def test_every_extension_of_the_image_can_be_created(primary: Postgres) -> None:
    rows = primary.execute("select name from pg_available_extensions").fetchall()
    assert {name for (name,) in rows} >= PACK_EXTENSIONS | CLUSTER_EXTENSIONS


def test_cluster_wide_extensions_are_created(primary: Postgres) -> None:
    rows = primary.execute("select extname from pg_extension").fetchall()
    assert {name for (name,) in rows} >= CLUSTER_EXTENSIONS


def test_every_pack_has_its_database_with_its_extensions(running: Running, packs: Sequence[Pack]) -> None:
    for pack in packs:
        with clients.postgres(running, "postgres", pack.database) as connection:
            rows = connection.execute("select extname from pg_extension").fetchall()
            owner = value(
                connection, "select datdba::regrole::text from pg_database where datname = current_database()"
            )
        assert {name for (name,) in rows} >= set(pack.extensions), pack.name
        assert owner == pack.owner


def test_roles_have_no_more_power_than_declared(primary: Postgres, packs: Sequence[Pack]) -> None:
    rows = primary.execute(
        "select rolname, rolcanlogin, rolconnlimit from pg_roles "
        "where not (rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls)"
    ).fetchall()
    found = {name: (login, limit) for name, login, limit in rows}
    for pack in packs:
        for name, limits in pack.login_roles.items():
            assert found.get(name) == (True, limits.connection_limit), name
        assert found.get(pack.owner) == (False, -1), pack.owner


def test_every_network_connection_uses_tls_1_3(primary: Postgres, replica: Postgres) -> None:
    for connection in (primary, replica):
        rows = connection.execute(
            "select distinct coalesce(ssl.version, 'none') from pg_stat_activity a join pg_stat_ssl ssl using (pid) "
            "where a.client_addr is not null"
        ).fetchall()
        assert rows == [("TLSv1.3",)]


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_plain_text_is_refused(running: Running, endpoint: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="no encryption"):
        clients.postgres(running, "postgres", "postgres", endpoint=endpoint, sslmode="disable", sslrootcert=None)


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("password", ["", "postgres", "password", "novax", "admin"])
@pytest.mark.parametrize("user", ["postgres", "replicator", "rewinder", "metrics", "pgbouncer"])
def test_empty_default_and_wrong_passwords_are_refused(
    running: Running, endpoint: str, user: str, password: str
) -> None:
    with pytest.raises(psycopg.OperationalError, match=r"password authentication failed|no password supplied"):
        clients.postgres(running, "postgres", "postgres", endpoint=endpoint, user=user, password=password)


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_tls_below_1_3_is_refused(running: Running, endpoint: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="protocol version"):
        clients.postgres(
            running,
            "postgres",
            "postgres",
            endpoint=endpoint,
            ssl_min_protocol_version="TLSv1.2",
            ssl_max_protocol_version="TLSv1.2",
        )


def test_data_is_for_the_servers_user_alone(running: Running) -> None:
    uid = IMAGES["postgres"].uid
    for member, container in running.services["postgres"].members.items():
        assert engine.output(container, f"stat -c '%a %u' {DATA}") == f"700 {uid}", member


def test_only_the_superuser_comes_in_without_a_password_and_only_by_socket(running: Running) -> None:
    for container in running.services["postgres"].members.values():
        rules = engine.content(container, f"{DATA}/pg_hba.conf").splitlines()
        active = [rule.split() for rule in rules if rule.strip() and not rule.startswith("#")]
        assert {rule[0] for rule in active} == {"local", "hostssl"}
        for kind, _, user, *rest in active:
            method = rest[-1]
            assert method == "scram-sha-256" or (kind, user, method) == ("local", "postgres", "peer")


def _archived(connection: Postgres) -> tuple[int, int]:
    row = connection.execute("select archived_count, failed_count from pg_stat_archiver").fetchone()
    assert row is not None
    return row[0], row[1]
