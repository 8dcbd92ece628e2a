"""NATS acknowledges a message when it is on the disk, and gives a pack its own subjects alone."""

import re
from collections.abc import Callable

import pytest

from infra.specs import CA_FILE, DATA_DIR

Render = Callable[..., str]


@pytest.fixture
def text(rendered: Render) -> str:
    return rendered("nats", "nats.conf", packs=["novax", "wira"], nats={"storage": "1GiB"})


def block(text: str, name: str) -> dict[str, str]:
    """Return the settings in a block that holds no other."""
    (body,) = re.findall(rf"^{name} \{{\n(.*?)^\}}", text, re.MULTILINE | re.DOTALL)
    return {
        key.strip(): value.strip().strip('"') for key, _, value in (line.partition(":") for line in body.split("\n"))
    }


def test_a_message_is_on_the_disk_before_it_is_acknowledged(text: str) -> None:
    jetstream = block(text, "jetstream")
    assert jetstream["sync_interval"] == "always"
    assert jetstream["store_dir"] == f"{DATA_DIR}/jetstream"


def test_storage_is_bounded(text: str) -> None:
    jetstream = block(text, "jetstream")
    assert (jetstream["max_file_store"], jetstream["max_memory_store"]) == ("1024MB", "16MB")


def test_clients_and_observers_need_tls_1_3(text: str) -> None:
    assert block(text, "tls")["min_version"] == "1.3"
    assert block(text, "tls")["ca_file"] == CA_FILE
    assert re.search(r"^https: 0\.0\.0\.0:8222$", text, re.MULTILINE)
    assert not re.search(r"^http:", text, re.MULTILINE)


def test_servers_of_a_cluster_show_each_other_certificates(rendered: Render) -> None:
    cluster = block(rendered("nats", "nats.conf", platform="kubernetes", nats={"nodes": 3}), "cluster")
    assert (cluster["verify"], cluster["min_version"], cluster["ca_file"]) == ("true", "1.3", CA_FILE)
    assert cluster["routes"].count("tls://nats-") == 3


def test_braces_and_brackets_balance(text: str) -> None:
    bare = text.replace("${secret:", "").replace('}"', '"')
    assert bare.count("{") == bare.count("}")
    assert bare.count("[") == bare.count("]")


def test_accounts_are_the_administrator_s_and_one_a_pack(text: str) -> None:
    assert re.findall(r'user: (\w+), password: "([^"]+)"', text) == [
        ("admin", "${secret:nats-admin}"),
        ("novax", "${secret:nats-novax}"),
        ("wira", "${secret:nats-wira}"),
    ]


def permissions(text: str, pack: str) -> tuple[list[str], list[str]]:
    (line,) = [line for line in text.splitlines() if f"user: {pack}," in line]
    publish, subscribe = re.findall(r"(?:publish|subscribe): \[([^]]*)\]", line)
    return re.findall(r'"([^"]+)"', publish), re.findall(r'"([^"]+)"', subscribe)


def test_a_pack_publishes_and_reads_its_own_subjects_alone(text: str) -> None:
    """Its inbox is its own too: answers to other packs' requests are not for its eyes."""
    publish, subscribe = permissions(text, "novax")
    assert publish == [
        "novax.>",
        "$JS.API.INFO",
        "$JS.API.STREAM.NAMES",
        "$JS.API.STREAM.INFO.NOVAX_DOCUMENTS",
        "$JS.API.STREAM.MSG.GET.NOVAX_DOCUMENTS",
        "$JS.API.CONSUMER.INFO.NOVAX_DOCUMENTS.*",
        "$JS.API.CONSUMER.MSG.NEXT.NOVAX_DOCUMENTS.*",
        "$JS.ACK.NOVAX_DOCUMENTS.>",
    ]
    assert subscribe == ["novax.>", "_INBOX_novax.>"]


def account(text: str, name: str) -> str:
    """Return what stands in an account's block."""
    return text.partition(f"\n  {name}: {{\n")[2].partition("\n  }\n")[0]


def test_each_pack_is_in_an_account_of_its_own(text: str) -> None:
    """Permissions do not cover where an answer goes; an account does."""
    assert "authorization" not in text
    for name in ("admin", "novax", "wira"):
        assert re.findall(r"user: (\w+)", account(text, name)) == [name]


def test_packs_share_nothing_and_the_administrator_reaches_the_jetstream_of_each(text: str) -> None:
    for pack in ("novax", "wira"):
        assert re.findall(r"exports: (.*)", account(text, pack)) == ['[ { service: "$JS.API.>", accounts: [admin] } ]']
        assert "imports" not in account(text, pack)
    assert re.findall(r"\{ service: .*", account(text, "admin")) == [
        f'{{ service: {{ account: {pack}, subject: "$JS.API.>" }}, to: "$JS.{pack}.API.>" }}'
        for pack in ("novax", "wira")
    ]
    assert "exports" not in account(text, "admin")


@pytest.mark.parametrize("nodes", [1, 3])
def test_accounts_share_the_storage_by_what_their_streams_ask_for(rendered: Render, nodes: int) -> None:
    """A cluster counts each copy, and each copy is on one server."""
    nats = {"storage": "1GiB", "nodes": nodes}
    text = rendered("nats", "nats.conf", packs=["novax", "wira"], nats=nats, platform="kubernetes")
    limits = {
        name: int(re.findall(r"max_file: (\d+)MB", account(text, name))[0]) for name in ("admin", "novax", "wira")
    }
    assert sum(limits.values()) <= 1024 * nodes
    assert limits["novax"] >= 256 * nodes
    assert limits["wira"] >= 128 * nodes
    assert limits["novax"] == pytest.approx(2 * limits["wira"], abs=2 * nodes)
    assert text.count("max_memory: 0") == 3


@pytest.mark.parametrize("verb", ["CREATE", "UPDATE", "DELETE", "PURGE", "MSG.DELETE", "RESTORE"])
def test_no_pack_can_make_or_empty_a_stream(text: str, verb: str) -> None:
    for pack in ("novax", "wira"):
        assert [subject for subject in permissions(text, pack)[0] if f".{verb}" in subject] == []
