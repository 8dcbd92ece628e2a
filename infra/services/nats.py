"""NATS with JetStream on disk; a message is acknowledged only when it is on the disk (`sync_interval: always`).

Each pack has an account of its own, a bus apart from the others': whatever a pack's client asks JetStream to answer to,
it is answered within the pack. The administrator's account reaches the JetStream of each as the domain of its name.
"""

from collections.abc import Collection, Mapping

from infra.settings import Settings
from infra.specs import (
    CA_FILE,
    CERT_FILE,
    CONFIG_DIR,
    DATA_DIR,
    KEY_FILE,
    Call,
    ConfigFile,
    Data,
    Endpoint,
    Member,
    Resources,
    SecretRef,
    ServiceSpec,
    https_probe,
)

PORT = 4222
MONITOR_PORT = 8222
ADMIN_USER = "admin"
ADMIN_PASSWORD = SecretRef("nats-admin")

CLUSTER_PORT = 6222
STORE = f"{DATA_DIR}/jetstream"

_ADMIN_MEBIBYTES = 32
"""What the administrator's own account may keep: the stream of a drill."""

_CONFIG = f"{CONFIG_DIR}/nats.conf"


def pack_user(pack: str) -> tuple[str, SecretRef]:
    """Return the account name and password with which a pack's applications connect."""
    return pack, SecretRef(f"nats-{pack}")


def inbox_prefix(pack: str) -> str:
    """Return the prefix that a pack's clients must set for their inboxes."""
    return f"_INBOX_{pack}"


def member_names(settings: Settings) -> tuple[str, ...]:
    """Return the names of all servers; a single one is called like the service."""
    nodes = settings.nats.nodes
    return ("nats",) if nodes == 1 else tuple(f"nats-{number}" for number in range(1, nodes + 1))


def nats(settings: Settings, streams: Mapping[str, Mapping[str, int]]) -> ServiceSpec:
    """Return the event bus; ``streams`` are each pack's streams by pack and name, with what they may keep in MiB."""
    names = member_names(settings)
    several = len(names) > 1
    return ServiceSpec(
        name="nats",
        image="nats",
        command=("novax-nats", STORE, "one" if not several else "several", *settings.packs, _CONFIG),
        environment={"GOMEMLIMIT": f"{settings.nats.memory * 4 // 5}MiB"},
        probe=https_probe(f"https://localhost:{MONITOR_PORT}/healthz", interval=3),
        resources=Resources(memory=settings.nats.memory, processes=128, cpu=settings.nats.cpu),
        members=tuple(
            Member(
                name,
                files=(ConfigFile(_CONFIG, _configuration(settings, streams, name)),),
                # Any server answers for all.
                endpoints=(Endpoint("nats", PORT, "tls"),) if name == names[0] else (),
                peer=several,
            )
            for name in names
        ),
        listens=(PORT, MONITOR_PORT, *((CLUSTER_PORT,) if several else ())),
        calls=(Call("nats", CLUSTER_PORT),) if several else (),
        stateful=True,
        storage=settings.nats.volume,
        data=_streams(names, streams),
        stop_grace=30,
    )


def _streams(members: Collection[str], streams: Mapping[str, Collection[str]]) -> Data:
    """Return how the streams are known: by when each was made."""
    return Data(
        marks=r"""
for file in jetstream/jetstream/*/streams/*/meta.inf; do
    name=$(basename "${file%/meta.inf}")
    { cat "$file"; echo; } | sed -n "s/.*\"[Cc]reated\":\"\([^\"]*\)\".*/$name \1/p"
done
""",
        # A cluster knows its streams for as long as most of its servers do.
        enough=len(members) // 2 + 1,
        contents=tuple(sorted(stream for own in streams.values() for stream in own)),
        remedy="`novax events replay STREAM --since TIME -s {stack}` then publishes again what the outboxes keep",
    )


def _configuration(settings: Settings, streams: Mapping[str, Mapping[str, int]], name: str) -> str:
    packs = "".join(_pack_account(settings, pack, streams) for pack in settings.packs)
    imports = "\n".join(
        f'      {{ service: {{ account: {pack}, subject: "$JS.API.>" }}, to: "$JS.{pack}.API.>" }}'
        for pack in settings.packs
        if streams.get(pack)
    )
    return f"""\
server_name: {name}
listen: 0.0.0.0:{PORT}
https: 0.0.0.0:{MONITOR_PORT}

tls {{
  cert_file: "{CERT_FILE}"
  key_file: "{KEY_FILE}"
  ca_file: "{CA_FILE}"
  min_version: "1.3"
}}

jetstream {{
  store_dir: "{STORE}"
  max_memory_store: 16MB
  max_file_store: {settings.nats.storage}MB
  sync_interval: always
}}

accounts {{
  {ADMIN_USER}: {{
    jetstream: {_limits(settings, _ADMIN_MEBIBYTES)}
    users: [ {{ user: {ADMIN_USER}, password: "{ADMIN_PASSWORD}" }} ]
    imports: [
{imports}
    ]
  }}
{packs}}}
{_cluster(settings)}"""


def _limits(settings: Settings, mebibytes: int) -> str:
    """Return what an account may keep; a cluster counts each copy."""
    return f"{{ max_memory: 0, max_file: {mebibytes * settings.nats.nodes}MB }}"


def _share(settings: Settings, pack: str, streams: Mapping[str, Mapping[str, int]]) -> int:
    """Return a pack's part of the storage in MiB, by what its streams ask for."""
    every = sum(sum(own.values()) for own in streams.values())
    return (settings.nats.storage - _ADMIN_MEBIBYTES) * sum(streams[pack].values()) // every


def _pack_account(settings: Settings, pack: str, streams: Mapping[str, Mapping[str, int]]) -> str:
    own = streams.get(pack, {})
    jetstream = (
        f"""\
    jetstream: {_limits(settings, _share(settings, pack, streams))}
    exports: [ {{ service: "$JS.API.>", accounts: [{ADMIN_USER}] }} ]
"""
        if own
        else ""
    )
    return f"""\
  {pack}: {{
{jetstream}    users: [
{_pack_permissions(pack, own)}
    ]
  }}
"""


def _cluster(settings: Settings) -> str:
    """Return how the servers find each other; they show each other certificates of the platform's CA."""
    names = member_names(settings)
    if len(names) == 1:
        return ""
    routes = ", ".join(f'"tls://{name}:{CLUSTER_PORT}"' for name in names)
    return f"""
cluster {{
  name: novax
  listen: 0.0.0.0:{CLUSTER_PORT}
  routes: [{routes}]
  tls {{
    cert_file: "{CERT_FILE}"
    key_file: "{KEY_FILE}"
    ca_file: "{CA_FILE}"
    verify: true
    min_version: "1.3"
  }}
}}
"""


def _pack_permissions(pack: str, streams: Collection[str]) -> str:
    """Return a pack's account: its own subjects, and of JetStream's API what a client of its own streams needs.

    Streams are made by the hook: an application can read and acknowledge, not create, purge or delete. They are named
    one by one, because a wildcard stands for a whole name and not for a part of it.
    """
    user, password = pack_user(pack)
    publish = [
        f"{pack}.>",
        "$JS.API.INFO",
        "$JS.API.STREAM.NAMES",
    ]
    for stream in streams:
        publish += [
            f"$JS.API.STREAM.INFO.{stream}",
            f"$JS.API.STREAM.MSG.GET.{stream}",
            f"$JS.API.CONSUMER.INFO.{stream}.*",
            f"$JS.API.CONSUMER.MSG.NEXT.{stream}.*",
            f"$JS.ACK.{stream}.>",
        ]
    subscribe = [f"{pack}.>", f"{inbox_prefix(pack)}.>"]
    quote = ", ".join
    return (
        f'    {{ user: {user}, password: "{password}", permissions: {{ '
        f"publish: [{quote(_quoted(publish))}], subscribe: [{quote(_quoted(subscribe))}] }} }}"
    )


def _quoted(subjects: list[str]) -> list[str]:
    return [f'"{subject}"' for subject in subjects]
