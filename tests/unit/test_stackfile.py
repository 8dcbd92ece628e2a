"""A stack file that is missing, of the wrong form or another stack's is refused in one sentence."""

from pathlib import Path

import pytest

from infra.errors import UserError
from infra.settings import from_file


def test_a_stack_of_another_environment_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "Pulumi.staging.yaml"
    file.write_text("config:\n  novax:environment: dev\n")
    with pytest.raises(UserError) as raised:
        from_file(file, "staging")
    assert str(raised.value) == (
        "novax:environment is 'dev' in the configuration of stack 'staging'; a stack's name is its environment, or "
        "starts with it and a hyphen; allowed here: 'staging'; set it with `pulumi config set novax:environment "
        "staging`, or name the stack 'dev'"
    )


def test_a_stack_may_be_named_after_its_environment_and_more(tmp_path: Path) -> None:
    file = tmp_path / "Pulumi.dev-anna.yaml"
    file.write_text("config:\n  novax:environment: dev\n")
    assert from_file(file, "dev-anna").environment == "dev"


def test_a_missing_stack_file_names_those_that_exist(tmp_path: Path) -> None:
    for name in ("dev", "ci"):
        (tmp_path / f"Pulumi.{name}.yaml").touch()
    with pytest.raises(UserError) as raised:
        from_file(tmp_path / "Pulumi.qa.yaml", "qa")
    assert str(raised.value) == (
        "there is no stack 'qa': Pulumi.qa.yaml does not exist; allowed: ci, dev; or write that file"
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(
            b"config: [",
            "Pulumi.dev.yaml is not valid YAML: while parsing a flow node expected the node content, but found "
            "'<stream end>' in \"<unicode string>\", line 1, column 10: config: [ ^; mend the file",
            id="broken YAML",
        ),
        pytest.param(
            b"\xff\xfe\x00",
            "Pulumi.dev.yaml is not valid YAML: 'utf-8' codec can't decode byte 0xff in position 0: invalid start "
            "byte; mend the file",
            id="no text",
        ),
        pytest.param(
            b"just text",
            "Pulumi.dev.yaml holds 'just text' where settings belong; allowed: keys such as novax:environment under "
            "config:; mend the file",
            id="no mapping",
        ),
        pytest.param(
            b"config:\n  - novax:environment",
            "Pulumi.dev.yaml holds ['novax:environment'] where settings belong; allowed: keys such as "
            "novax:environment under config:; mend the file",
            id="list of settings",
        ),
        pytest.param(
            b"config:\n  novax:environment: dev\n  postgres:\n    replicas: 2\n",
            "postgres is not a setting: nothing reads its namespace; allowed: novax, docker, kubernetes, pulumi; write "
            "novax:postgres, or remove it",
            id="key without a namespace",
        ),
        pytest.param(
            b"config:\n  novax:environment: dev\n  nova:postgres:\n    replicas: 2\n",
            "nova:postgres is not a setting: nothing reads its namespace; allowed: novax, docker, kubernetes, pulumi; "
            "write novax:postgres, or remove it",
            id="unknown namespace",
        ),
        pytest.param(
            b"",
            "novax:environment is missing; allowed: 'dev', 'ci', 'staging' or 'production'; "
            "set it with `pulumi config set --path novax:environment VALUE`",
            id="empty file",
        ),
    ],
)
def test_a_stack_file_of_the_wrong_form_gets_one_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    file = tmp_path / "Pulumi.dev.yaml"
    file.write_bytes(content)
    with pytest.raises(UserError) as raised:
        from_file(file, "dev")
    assert str(raised.value) == sentence
