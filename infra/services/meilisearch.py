"""Meilisearch: full-text search over TLS; applications get keys of their own, never the master key."""

from infra.settings import Settings
from infra.specs import (
    CERT_FILE,
    CONFIG_DIR,
    DATA_DIR,
    KEY_FILE,
    ConfigFile,
    Data,
    Endpoint,
    Member,
    Resources,
    SecretRef,
    ServiceSpec,
    https_probe,
)

PORT = 7700
MASTER_KEY = SecretRef("meilisearch-master")

_CONFIG = f"{CONFIG_DIR}/meilisearch.toml"


def meilisearch(settings: Settings) -> ServiceSpec:
    """Return the search engine."""
    # A file, so that the master key is in no environment that `docker inspect` shows.
    configuration = f"""\
env = "production"
master_key = "{MASTER_KEY}"
http_addr = "0.0.0.0:{PORT}"
db_path = "{DATA_DIR}/data"
dump_dir = "{DATA_DIR}/dumps"
snapshot_dir = "{DATA_DIR}/snapshots"
no_analytics = true
experimental_enable_metrics = true
max_indexing_memory = "{settings.meilisearch.memory // 2} MiB"
max_indexing_threads = 1
ssl_cert_path = "{CERT_FILE}"
ssl_key_path = "{KEY_FILE}"
"""
    return ServiceSpec(
        name="meilisearch",
        image="meilisearch",
        command=("meilisearch", "--config-file-path", _CONFIG),
        files=(ConfigFile(_CONFIG, configuration),),
        probe=https_probe(f"https://localhost:{PORT}/health"),
        resources=Resources(memory=settings.meilisearch.memory, processes=128, cpu=settings.meilisearch.cpu),
        members=(Member("meilisearch", endpoints=(Endpoint("meilisearch", PORT, "https"),)),),
        listens=(PORT,),
        stateful=True,
        storage=settings.meilisearch.volume,
        # The folder of its keys, as the file system knows it.
        data=Data(marks="stat -c '%i %W' data/auth", enough=1),
        required=settings.meilisearch.required,
    )
