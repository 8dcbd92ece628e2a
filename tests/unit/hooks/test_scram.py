"""The verifier below was made by PostgreSQL 17 itself."""

import pytest

from infra.hooks.scram import matches

PASSWORD = "correct-horse-battery-staple-0123"
SALT = "rrhgTfS6mZZLu5w/Hj/mlg=="
STORED_KEY = "DvfEJxltUx5AnO+ni+SfjgsYDT4GrJJWdIyakGq4wQ0="
SERVER_KEY = "1KC4XRWk1CSlLNtEi+tNypgap8JezVoWwvwLGf5lQlE="
VERIFIER = f"SCRAM-SHA-256$4096:{SALT}${STORED_KEY}:{SERVER_KEY}"


def test_the_servers_verifier_matches_its_password() -> None:
    assert matches(VERIFIER, PASSWORD)


@pytest.mark.parametrize(
    "verifier",
    [
        None,
        "",
        "md5a6bcc4c1b3a2d4d8e7f7d4c1b3a2d4d8",
        VERIFIER.replace("4096", "4097"),
        VERIFIER.replace(STORED_KEY, SERVER_KEY),
        VERIFIER.replace(SALT, "not base64!"),
        f"SCRAM-SHA-256$4096:{SALT}",
    ],
)
def test_anything_else_does_not(verifier: str | None) -> None:
    assert not matches(verifier, PASSWORD)


def test_another_password_does_not() -> None:
    assert not matches(VERIFIER, PASSWORD + "4")
