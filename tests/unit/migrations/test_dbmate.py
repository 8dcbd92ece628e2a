"""What dbmate is given, and what is understood of its answers; a script stands in for it."""

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from infra.errors import UserError
from infra.hooks.access import Access
from infra.hooks.primary import Login
from infra.migrations import dbmate
from infra.migrations.files import Series

LOGIN = Login(Access("db.test", 5432, "shop_migrator", "PEM"), Path("/ca.crt"), "a/b@c:d", "shop")
SERIES = Series(Path("/migrations"), "public.schema_migrations", ())


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Return a function that makes a script the program, and gives the file in which it notes how it was called."""

    def make(script: str) -> Path:
        noted = tmp_path / "call.json"
        file = tmp_path / "dbmate"
        file.write_text(
            "#!/usr/bin/python3\nimport json, os, sys\n"
            f"json.dump([sys.argv[1:], dict(os.environ), os.getcwd()], open({str(noted)!r}, 'w'))\n{script}\n"
        )
        file.chmod(0o755)
        monkeypatch.setattr(dbmate, "_program", lambda: file)
        return noted

    return make


def silent(_: str) -> None:
    pass


def test_the_connection_travels_in_the_environment_alone(
    program: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGOPTIONS", "-c role=postgres")
    noted = program("")
    dbmate.run(LOGIN, SERIES, "migrate", silent)
    arguments, environment, _ = json.loads(noted.read_text())
    assert arguments == [
        *("--migrations-dir", "/migrations", "--migrations-table", "public.schema_migrations"),
        *("--no-dump-schema", "migrate", "--strict"),
    ]
    url = urlsplit(str(environment["DATABASE_URL"]))
    assert (url.hostname, url.port, url.username, url.path) == ("db.test", 5432, "shop_migrator", "/shop")
    assert url.password == "a%2Fb%40c%3Ad"
    assert "sslmode=verify-full" in url.query
    assert "PGOPTIONS" not in environment


def test_a_file_env_of_the_folder_that_one_is_in_is_not_read(program: Callable[[str], Path]) -> None:
    noted = program("")
    dbmate.run(LOGIN, SERIES, "migrate", silent)
    assert Path(json.loads(noted.read_text())[2]) != Path.cwd()


def test_finished_files_are_returned_and_reported_as_they_come(program: Callable[[str], Path]) -> None:
    program(
        "print('Applying: 0001_a.sql\\nApplied: 0001_a.sql in 1ms\\nApplying: 0002_b.sql\\nApplied: 0002_b.sql in 2ms')"
    )
    heard: list[str] = []
    assert dbmate.run(LOGIN, SERIES, "migrate", heard.append) == ("0001_a.sql", "0002_b.sql")
    assert heard == ["0001_a.sql in 1ms", "0002_b.sql in 2ms"]


def test_a_failure_names_the_file_and_the_reason(program: Callable[[str], Path]) -> None:
    program(
        "print('Applying: 0001_a.sql\\nApplied: 0001_a.sql in 1ms\\nApplying: 0002_b.sql')\n"
        "sys.exit('Error: pq: relation \"t\" does not exist (42P01)')"
    )
    with pytest.raises(dbmate.Failed, match=r'^relation "t" does not exist \(42P01\)$') as caught:
        dbmate.run(LOGIN, SERIES, "migrate", silent)
    assert caught.value.file == "0002_b.sql"


def test_a_failure_before_the_first_file_names_none(program: Callable[[str], Path]) -> None:
    program("sys.exit('Error: connection refused')")
    with pytest.raises(dbmate.Failed, match=r"^connection refused$") as caught:
        dbmate.run(LOGIN, SERIES, "rollback", silent)
    assert caught.value.file == ""


def test_without_dbmate_one_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.prefix", str(tmp_path))
    with pytest.raises(UserError, match=r"dbmate is neither in .* nor on PATH; run `make setup`"):
        dbmate.run(LOGIN, SERIES, "migrate", silent)
