"""PgBouncer pools by transaction, comes back fast, and lets nobody in without TLS and SCRAM."""

import re
from collections.abc import Callable
from configparser import ConfigParser

import pytest
import yaml

from infra.specs import CA_FILE, ServiceSpec

Render = Callable[..., str]


def parsed(text: str) -> ConfigParser:
    parser = ConfigParser(interpolation=None, comment_prefixes=(";",))
    parser.read_string(text)
    return parser


@pytest.fixture
def configuration(rendered: Render) -> ConfigParser:
    return parsed(rendered("pgbouncer", "pgbouncer.ini"))


def test_each_pack_has_a_name_for_writing_for_reading_and_for_whole_sessions(rendered: Render) -> None:
    databases = parsed(rendered("pgbouncer", "pgbouncer.ini", packs=["novax", "wira"]))["databases"]
    assert dict(databases) == {
        "postgres": "host=haproxy port=5432 dbname=postgres auth_user=pgbouncer pool_size=2",
        "novax": "host=haproxy port=5432 dbname=novax",
        "novax_ro": "host=haproxy port=5433 dbname=novax",
        "novax_session": "host=haproxy port=5432 dbname=novax pool_mode=session pool_size=2 max_db_connections=2",
        "wira": "host=haproxy port=5432 dbname=wira",
        "wira_ro": "host=haproxy port=5433 dbname=wira",
        "wira_session": "host=haproxy port=5432 dbname=wira pool_mode=session pool_size=2 max_db_connections=2",
    }


def test_connections_are_pooled_by_transaction_with_prepared_statements(configuration: ConfigParser) -> None:
    section = configuration["pgbouncer"]
    assert section["pool_mode"] == "transaction"
    assert section.getint("max_prepared_statements") == 200


def test_an_outage_is_over_as_soon_as_the_server_is_back(configuration: ConfigParser, rendered: Render) -> None:
    """It asks again before HAProxy's next check, and gives a login up only after HAProxy has."""
    section, haproxy = configuration["pgbouncer"], rendered("haproxy", "haproxy.cfg")

    def told(name: str) -> float:
        found = re.search(rf"\b{name} (\d+)(m?s)\b", haproxy)
        assert found, name
        return int(found[1]) / (1000 if found[2] == "ms" else 1)

    assert 0 < float(section["server_login_retry"]) < told("downinter")
    assert told("timeout connect") < float(section["server_connect_timeout"]) <= told("tcp-ut")
    assert float(section["tcp_user_timeout"]) == 1000 * told("tcp-ut")
    # An address is remembered for no longer than HAProxy's own look-ups are good for.
    assert float(section["dns_max_ttl"]) <= told("hold valid")


def test_clients_need_tls_1_3_and_scram(configuration: ConfigParser) -> None:
    section = configuration["pgbouncer"]
    assert (section["client_tls_sslmode"], section["client_tls_protocols"]) == ("require", "tlsv1.3")
    assert section["auth_type"] == "hba"
    assert section["unix_socket_dir"] == ""


def test_sessions_are_the_migrator_s_and_shared_connections_everybody_else_s(rendered: Render) -> None:
    assert rendered("pgbouncer", "pgbouncer_hba.conf", packs=["novax"]).splitlines() == [
        "hostssl novax_session novax_migrator all scram-sha-256",
        "hostssl novax_session all all reject",
        "hostssl novax,novax_ro novax_migrator all reject",
        "hostssl all all all scram-sha-256",
    ]


def test_the_server_reports_every_parameter_that_the_pooler_keeps(
    configuration: ConfigParser, rendered: Render
) -> None:
    """What it alone keeps the server would reset, and what the server alone keeps the next client would have."""
    kept = yaml.safe_load(rendered("postgres", "patroni.yaml"))["postgresql"]["parameters"]["novax_pooled.kept"]
    always = {"client_encoding", "DateStyle", "TimeZone", "standard_conforming_strings", "application_name"}
    tracked = configuration["pgbouncer"]["track_extra_parameters"].split(", ")
    assert set(kept.split(",")) == always | set(tracked)


def test_start_parameters_are_honoured_or_refused_but_not_dropped(configuration: ConfigParser) -> None:
    """Clients ask for digits that PostgreSQL has given by itself since version 12."""
    assert configuration["pgbouncer"]["ignore_startup_parameters"] == "extra_float_digits"


def test_the_server_s_certificate_is_checked(configuration: ConfigParser) -> None:
    section = configuration["pgbouncer"]
    assert (section["server_tls_sslmode"], section["server_tls_protocols"]) == ("verify-full", "tlsv1.3")
    assert section["server_tls_ca_file"] == CA_FILE


def test_passwords_are_looked_up_by_a_role_of_its_own(configuration: ConfigParser) -> None:
    section = configuration["pgbouncer"]
    assert (section["auth_user"], section["auth_dbname"]) == ("pgbouncer", "postgres")
    assert section["auth_query"] == "SELECT username, password FROM pgbouncer.get_auth($1)"


def test_the_console_is_for_its_two_accounts(configuration: ConfigParser) -> None:
    section = configuration["pgbouncer"]
    assert (section["admin_users"], section["stats_users"]) == ("pgbouncer_admin", "pgbouncer_stats")


def test_the_pool_size_is_the_limit_of_a_database(rendered: Render) -> None:
    changed = {"pgbouncer": {"poolSize": 3, "maxClients": 77}}
    section = parsed(rendered("pgbouncer", "pgbouncer.ini", **changed))["pgbouncer"]
    names = ("default_pool_size", "max_db_connections", "max_client_conn")
    assert [section.getint(name) for name in names] == [3, 3, 77]


def test_the_user_list_holds_three_passwords_by_name(rendered: Render) -> None:
    assert rendered("pgbouncer", "userlist.txt").splitlines() == [
        '"pgbouncer" "${secret:postgres-pgbouncer}"',
        '"pgbouncer_admin" "${secret:pgbouncer-admin}"',
        '"pgbouncer_stats" "${secret:pgbouncer-stats}"',
    ]


def test_the_probe_signs_in_over_checked_tls_with_the_lesser_account(
    rendered: Render, service: Callable[..., ServiceSpec]
) -> None:
    probe = parsed(rendered("pgbouncer", "pg_service.conf"))["probe"]
    assert (probe["user"], probe["password"]) == ("pgbouncer_stats", "${secret:pgbouncer-stats}")
    assert (probe["sslmode"], probe["sslrootcert"]) == ("verify-full", CA_FILE)
    assert "--dbname=service=probe" in service("pgbouncer").probe.command


def test_a_stop_waits_for_transactions_and_not_for_clients(service: Callable[..., ServiceSpec]) -> None:
    assert (service("pgbouncer").stop_signal, service("pgbouncer").stop_grace) == ("SIGINT", 30)
