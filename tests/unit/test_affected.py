"""Which unit tests changed files can affect, and where types can be wrong by them."""

from collections.abc import Mapping

import pytest

from tests import affected

FILES: Mapping[str, str] = {
    "infra/__init__.py": "",
    "infra/__main__.py": "from infra import roles\n",
    "infra/names.py": "",
    "infra/roles.py": "def late():\n    from infra.names import one\n",
    "infra/schemas.py": "FOLDER = 'sql'\n",
    "infra/images/backup/relay.py": "",
    "tests/unit/conftest.py": (
        "import pytest\nfrom infra import schemas, names\n"
        "@pytest.fixture\ndef tables():\n    return helper()\n"
        "def helper():\n    return schemas.FOLDER\n"
        "@pytest.fixture\ndef program():\n    return 'infra/__main__.py', '__main__.py'\n"
    ),
    "tests/unit/test_roles.py": "from infra.roles import late\n",
    "tests/unit/test_tables.py": "def test_one(tables):\n    pass\n",
    "tests/unit/test_program.py": "def test_one(program):\n    pass\n",
    "tests/unit/test_relay.py": "import relay\n",
    "tests/unit/test_replaced.py": "def test_one(monkeypatch):\n    monkeypatch.setattr('infra.names.one', 1)\n",
    "tests/unit/test_alone.py": "",
    "tests/smoke/test_roles.py": "from infra.roles import late\n",
}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ("infra/roles.py", {"roles", "program"}),
        ("infra/names.py", {"roles", "program", "replaced"}),
        ("infra/schemas.py", {"tables"}),
        ("sql/novax/pack.yaml", {"tables"}),
        ("infra/images/backup/relay.py", {"relay"}),
        ("tests/unit/conftest.py", {"roles", "tables", "program", "relay", "replaced", "alone"}),
        ("tests/unit/test_alone.py", {"alone"}),
        ("docs/environment.md", set[str]()),
    ],
)
def test_what_loads_a_file_that_changed_is_affected_by_it(changed: str, expected: set[str]) -> None:
    sources = {path: affected.read(text) for path, text in FILES.items()}
    assert affected.tests(sources, [changed]) == sorted(f"tests/unit/test_{name}.py" for name in expected)


def test_a_fixture_that_every_test_has_needs_no_asking() -> None:
    fixture = "@pytest.fixture(autouse=True)\ndef home():\n    return schemas\n"
    files = {**FILES, "tests/unit/conftest.py": f"from infra import schemas\n{fixture}"}
    sources = {path: affected.read(text) for path, text in files.items()}
    assert "tests/unit/test_alone.py" in affected.tests(sources, ["infra/schemas.py"])


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (
            "infra/names.py",
            ["infra/names.py", "infra/roles.py", "tests/unit/conftest.py", "tests/unit/test_replaced.py"],
        ),
        ("infra/images/backup/relay.py", ["infra/images/backup/relay.py", "tests/unit/test_relay.py"]),
        ("docs/environment.md", []),
    ],
)
def test_types_can_be_wrong_in_what_changed_and_in_what_loads_it_directly(changed: str, expected: list[str]) -> None:
    sources = {path: affected.read(text) for path, text in FILES.items()}
    assert affected.types(sources, [changed]) == expected
