"""etcd, MinIO and Meilisearch: reached over TLS, with credentials that stand in files alone."""

import tomllib
from collections.abc import Callable

from infra.specs import CERT_FILE, CLIENTS_FILE, CONFIG_DIR, DATA_DIR, KEY_FILE, ServiceSpec

Render = Callable[..., str]
Service = Callable[..., ServiceSpec]


def flags(spec: ServiceSpec) -> dict[str, str]:
    options = (word.removeprefix("--").partition("=") for word in spec.command if word.startswith("--"))
    return {name: value for name, _, value in options}


def test_etcd_wants_a_certificate_from_clients_and_peers(service: Service) -> None:
    found = flags(service("etcd"))
    assert {"client-cert-auth", "peer-client-cert-auth"} <= found.keys()
    assert (found["trusted-ca-file"], found["peer-trusted-ca-file"]) == (CLIENTS_FILE, CLIENTS_FILE)
    assert (found["cert-file"], found["key-file"]) == (CERT_FILE, KEY_FILE)
    assert found["tls-min-version"] == "TLS1.3"


def test_etcd_listens_over_tls_alone(service: Service) -> None:
    urls = {name: value for name, value in flags(service("etcd")).items() if name.endswith("-urls")}
    assert len(urls) == 4
    assert [value for value in urls.values() if not value.startswith("https://")] == []


def test_etcd_does_not_grow_for_ever(service: Service) -> None:
    found = flags(service("etcd"))
    assert (found["auto-compaction-mode"], found["auto-compaction-retention"]) == ("periodic", "1h")
    assert int(found["quota-backend-bytes"]) == 128 * 1024 * 1024


def test_minio_reads_its_root_account_from_a_file(rendered: Render, service: Service) -> None:
    environment = service("minio").environment
    assert environment["MINIO_CONFIG_ENV_FILE"] == f"{CONFIG_DIR}/minio.env"
    assert [name for name in environment if "ROOT" in name] == []
    assert rendered("minio", "minio.env").splitlines() == [
        "MINIO_ROOT_USER=${secret:minio-root.user}",
        "MINIO_ROOT_PASSWORD=${secret:minio-root}",
    ]


def test_minio_finds_its_certificate_where_it_looks_for_it(service: Service) -> None:
    spec = service("minio")
    folder = flags(spec)["certs-dir"]
    files = {file.path: file.content for file in spec.member_files(spec.members[0])}
    assert files[f"{folder}/public.crt"] == "${secret:minio.crt}"
    assert files[f"{folder}/private.key"] == "${secret:minio.key}"
    assert files[f"{folder}/CAs/ca.crt"] == "${secret:ca.crt}"


def test_meilisearch_s_configuration_parses_and_wants_its_master_key(rendered: Render) -> None:
    found = tomllib.loads(rendered("meilisearch", "meilisearch.toml", meilisearch={"memory": "400MiB"}))
    assert (found["env"], found["master_key"]) == ("production", "${secret:meilisearch-master}")
    assert (found["ssl_cert_path"], found["ssl_key_path"]) == (CERT_FILE, KEY_FILE)
    assert found["max_indexing_memory"] == "200 MiB"
    assert found["db_path"].startswith(f"{DATA_DIR}/")
