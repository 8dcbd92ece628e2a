"""Reading packs: what the committed ones say, and the sentence that each mistake in a file gets."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.errors import UserError
from infra.packs import Pack, load_packs
from infra.paths import PROJECT

SQL = PROJECT / "sql"
NAMES = ("novax", "livechat", "osmochat", "campaigns", "wira")


def write(root: Path, folder_name: str, **keys: object) -> None:
    folder = root / folder_name
    folder.mkdir()
    (folder / "pack.yaml").write_text(yaml.safe_dump({"name": folder_name, "description": "A product", **keys}))


def failure(root: Path, *names: str) -> str:
    with pytest.raises(UserError) as caught:
        load_packs(names, root)
    return str(caught.value)


def test_every_committed_pack_loads_in_the_order_asked_for() -> None:
    assert tuple(pack.name for pack in load_packs(NAMES, SQL)) == NAMES


def test_every_folder_with_a_pack_file_is_a_known_pack() -> None:
    assert sorted(file.parent.name for file in SQL.glob("*/pack.yaml")) == sorted(NAMES)


def test_the_agent_of_novax_is_its_only_extra_role_and_logs_in() -> None:
    (novax,) = load_packs(["novax"], SQL)
    assert novax.roles_named == ("novax_owner", "novax_app", "novax_migrator", "novax_readonly", "ai_agent_role")
    assert "ai_agent_role" in novax.login_roles


@pytest.mark.parametrize(
    ("pack", "times"),
    [
        (
            "novax",
            {"session": 3600, "user_profile": 1800, "document_list": 300, "search_result": 120, "rate_limit": 60},
        ),
        (
            "campaigns",
            {"user_limits": 3600, "campaign_stats": 300, "daily_usage": 86400, "whatsapp_account_status": 60},
        ),
    ],
)
def test_cache_keys_live_as_long_as_the_seed_says(pack: str, times: dict[str, int]) -> None:
    (loaded,) = load_packs([pack], SQL)
    assert {name: key.ttl_seconds for name, key in loaded.cache.items()} == times


def test_a_minimal_pack_gets_the_standard_roles_with_their_limits(tmp_path: Path) -> None:
    write(tmp_path, "shop")
    (shop,) = load_packs(["shop"], tmp_path)
    assert shop.database == "shop"
    assert list(shop.login_roles) == ["shop_app", "shop_migrator", "shop_readonly"]
    assert shop.roles.app.statement_timeout_seconds == 30
    assert shop.roles.migrator.statement_timeout_seconds == 0


def test_a_pack_cannot_be_changed(tmp_path: Path) -> None:
    write(tmp_path, "shop")
    (shop,) = load_packs(["shop"], tmp_path)
    with pytest.raises(ValueError, match="frozen"):
        shop.name = "other"  # pyright: ignore[reportAttributeAccessIssue] - that is the point


def test_an_unknown_pack_is_refused_with_those_that_exist(tmp_path: Path) -> None:
    write(tmp_path, "shop")
    write(tmp_path, "blog")
    assert failure(tmp_path, "shop", "wiki") == (
        "novax:packs names 'wiki', which does not exist; allowed: blog, shop; or write wiki/pack.yaml"
    )


def test_a_file_that_is_no_yaml_is_refused_with_the_place(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "pack.yaml").write_text("name: [shop\n")
    message = failure(tmp_path, "shop")
    assert message.startswith("shop/pack.yaml is not valid YAML: ")
    assert "line 2, column 1" in message
    assert message.endswith("; mend the file")


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "pack.yaml").write_text("")
    assert "shop/pack.yaml: the file is None; allowed: " in failure(tmp_path, "shop")


def test_a_name_other_than_the_folders_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "shop", name="store")
    assert failure(tmp_path, "shop") == (
        "shop/pack.yaml: name is 'store'; allowed: 'shop', the folder's name; correct it"
    )


MISTAKES: list[tuple[dict[str, Any], str]] = [
    ({"extension": ["vector"]}, "'extension' is no key here; allowed: name, description, extensions, roles, "),
    ({"roles": {"admin": {}}}, "roles: 'admin' is no key here; allowed: app, migrator, readonly; remove it or correct"),
    ({"roles": {"app": {}}}, "roles.app.connection_limit is missing; add it"),
    ({"roles": {"app": {"connection_limit": 0}}}, "roles.app.connection_limit is 0; allowed: greater than 0"),
    ({"extensions": ["vectr"]}, "extensions.0 is 'vectr'; allowed: 'btree_gin', "),
    ({"name": "Shop"}, "name is 'Shop'; allowed: match pattern '^[a-z][a-z0-9]{2,15}$'"),
    ({"name": "abcdefghijklmnopq"}, "name is 'abcdefghijklmnopq'; allowed: match pattern"),
    ({"name": "postgres"}, "'postgres' is a name that the server or the platform uses itself"),
    ({"extra_roles": {"shop_app": {"login": True, "connection_limit": 1, "description": "x"}}}, "'shop_app' is a name"),
    ({"extra_roles": {"pg_boss": {"login": True, "connection_limit": 1, "description": "x"}}}, "'pg_boss' is a name"),
    ({"buckets": {"novax-backup": {}}}, "buckets.novax-backup is not the pack's own; allowed: shop, or shop-<purpose>"),
    (
        {"name": "novax", "buckets": {"novax-drill": {}}},
        "allowed: novax, or novax-<purpose> except novax-backup, novax-cold, novax-drill and novax-scratch; rename it",
    ),
    ({"buckets": {"shopping": {}}}, "buckets.shopping is not the pack's own"),
    ({"buckets": {"shop": {"lock_days": 3}}}, "lock_days is 3 while locking is false"),
    ({"buckets": {"shop": {"noncurrent_days": 3}}}, "noncurrent_days is 3 while versioning is false"),
    (
        {"streams": {"ORDERS": {"subjects": ["shop.a"], "max_age_days": 1, "max_mebibytes": 1}}},
        "streams.ORDERS is not the pack's own; allowed: SHOP_<NAME>",
    ),
    (
        {"streams": {"SHOP_ORDERS": {"subjects": ["blog.a"], "max_age_days": 1, "max_mebibytes": 1}}},
        "streams.SHOP_ORDERS has the subject 'blog.a', which is not the pack's own",
    ),
    (
        {"streams": {"SHOP_ORDERS": {"subjects": [], "max_age_days": 1, "max_mebibytes": 1}}},
        "streams.SHOP_ORDERS.subjects is []; allowed: ",
    ),
    (
        {
            "streams": {
                "SHOP_ORDERS": {
                    "subjects": ["shop.>"],
                    "max_age_days": 1,
                    "max_mebibytes": 1,
                    "consumers": {"mail": {"subjects": ["blog.post"]}},
                }
            }
        },
        "streams.SHOP_ORDERS has the subject 'blog.post'",
    ),
    (
        {"cache": {"cart": {"key": "cart:{id}", "ttl_seconds": "soon", "type": "hash"}}},
        "cache.cart.ttl_seconds is 'soon'",
    ),
    (
        {"cache": {"cart": {"key": "catalogue", "ttl_seconds": 1, "type": "hash"}}},
        "cache.cart.key is 'catalogue', under which the platform publishes the catalogue of keys; choose another",
    ),
    (
        {"jobs": {"purge": {"schedule": "0 0 31 2 *", "statement": "select 1"}}},
        "jobs.purge.schedule: '0 0 31 2 *' names no date that exists; allowed: one that comes again; correct it",
    ),
    (
        {"jobs": {"maintain_outbox": {"schedule": "0 0 * * *", "statement": "select 1"}}},
        "jobs.maintain_outbox is the platform's own job; choose another name",
    ),
    ({"search": {"items": {"searchable": []}}}, "search.items.searchable is []; allowed: "),
]


@pytest.mark.parametrize(("keys", "sentence"), MISTAKES, ids=[sentence for _, sentence in MISTAKES])
def test_a_mistake_is_refused_with_key_value_and_what_is_allowed(
    tmp_path: Path, keys: dict[str, object], sentence: str
) -> None:
    write(tmp_path, "shop", **keys)
    message = failure(tmp_path, "shop")
    assert message.startswith("shop/pack.yaml: ")
    assert sentence in message


def test_two_packs_cannot_claim_one_role(tmp_path: Path) -> None:
    agent = {"agent_role": {"login": True, "connection_limit": 1, "description": "An agent"}}
    write(tmp_path, "shop", extra_roles=agent)
    write(tmp_path, "blog", extra_roles=agent)
    assert failure(tmp_path, "shop", "blog") == (
        "role 'agent_role' is declared by the packs 'shop' and 'blog'; all packs share one server, so role names are "
        "unique; rename it in blog/pack.yaml"
    )


def test_a_pack_has_a_data_key_when_it_asks_for_one() -> None:
    assert Pack(name="shop", description="A product").data_key_secret is None
    assert Pack(name="shop", description="A product", data_key=True).data_key_secret == "shop-data-key"


def test_names_in_shared_services_start_with_the_packs_own() -> None:
    pack = Pack(name="shop", description="A product")
    assert pack.cache_prefix == "shop:"
    assert pack.index_uid("items") == "shop_items"


def test_a_tenant_table_knows_its_tenant_by_a_column_or_by_another_table(tmp_path: Path) -> None:
    write(tmp_path, "shop", tenant_tables={"orders": "org_id", "items": "via orders"})
    (shop,) = load_packs(["shop"], tmp_path)
    assert shop.tenant_tables == {"orders": "org_id", "items": "via orders"}
    write(tmp_path, "blog", tenant_tables={"posts": "by posts"})
    assert "tenant_tables.posts is 'by posts'" in failure(tmp_path, "blog")


def test_a_job_needs_a_schedule_that_pg_cron_takes(tmp_path: Path) -> None:
    write(tmp_path, "shop", jobs={"refresh": {"schedule": "hourly", "statement": "select 1"}})
    assert "jobs.refresh.schedule is 'hourly'" in failure(tmp_path, "shop")
