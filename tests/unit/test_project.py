"""Pulumi.yaml says the same of the configuration as the settings do, and stack files have nothing but that."""

import subprocess
from typing import Any, cast

import yaml

from infra.paths import PROJECT
from infra.settings import Settings

SCHEMA = cast("dict[str, Any]", yaml.safe_load((PROJECT / "Pulumi.yaml").read_text(encoding="utf-8")))["config"]


def alias(name: str) -> str:
    return Settings.model_fields[name].alias or name


def test_every_setting_is_declared_and_nothing_else() -> None:
    assert set(SCHEMA) == {f"novax:{alias(name)}" for name in Settings.model_fields}


def test_only_the_environment_has_no_default() -> None:
    assert [key for key, declared in SCHEMA.items() if "default" not in declared] == ["novax:environment"]


def test_the_declared_defaults_are_those_of_the_settings() -> None:
    defaults = Settings(environment="dev").model_dump(mode="json", by_alias=True)
    for key, declared in SCHEMA.items():
        if declared["type"] != "object" and "default" in declared:
            assert declared["default"] == defaults[key.removeprefix("novax:")]


def test_a_group_lists_its_keys_in_its_description() -> None:
    for name, field in Settings.model_fields.items():
        declared = SCHEMA[f"novax:{alias(name)}"]
        if declared["type"] == "object":
            model = cast("type[Any]", field.annotation)
            for key, part in model.model_fields.items():
                assert (part.alias or key) in declared["description"], f"{name}.{key}"


def test_no_stack_file_is_committed_with_what_pulumi_notes_there_while_the_stack_is_up() -> None:
    """The state has the salt; in the file it would be the next stack's of that name, which has another passphrase."""
    search = ["git", "grep", "--cached", "--files-with-matches", "^encryption", "--", "stacks"]
    found = subprocess.run(search, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert (found.returncode, found.stdout) == (1, ""), found.stderr
