"""What looks like a secret is struck out; placeholders, paths and switches stay."""

import pytest

from infra.preview.masking import MASK, masked

PLANTED = "pl4nted-V4lue-9xQ"


@pytest.mark.parametrize(
    "text",
    [
        f"password: {PLANTED}",
        f'  password = "{PLANTED}"',
        f"masterauth {PLANTED}",
        f"requirepass {PLANTED}\nport 0",
        f"MINIO_ROOT_PASSWORD={PLANTED}",
        f'{{"apiKey": "{PLANTED}"}}',
        f"repo1-cipher-pass={PLANTED}",
        f"postgres://app:{PLANTED}@postgres:5432/novax",
        f"Authorization: Bearer {PLANTED}",
        f"alter role app password '{PLANTED}'",
        f"-----BEGIN PRIVATE KEY-----\n{PLANTED}\n-----END PRIVATE KEY-----",
        f"-----BEGIN EC PRIVATE KEY-----\n{PLANTED}",
        f"client_secret: {PLANTED}",
        f"passphrase: {PLANTED}",
        f"token={PLANTED}",
        f"access_key: {PLANTED}",
        f"private-key {PLANTED}",
        f"credential: {PLANTED}",
    ],
)
def test_a_planted_secret_is_struck_out(text: str) -> None:
    shown = masked(text)
    assert PLANTED not in shown
    assert MASK in shown


@pytest.mark.parametrize(
    "text",
    [
        "eyJhbGciOiJIUzUxMiJ9.eyJzdWIiOiJyb290IiwiaXNzIjoicCJ9.Zm9vYmFyYmF6cXV4",
        "$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
        "SCRAM-SHA-256$4096:c2FsdA==$c3RvcmVk:c2VydmVy",
    ],
)
def test_a_known_form_is_struck_out_wherever_it_stands(text: str) -> None:
    assert masked(f"before {text} after") == f"before {MASK} after"


@pytest.mark.parametrize(
    "text",
    [
        "password: ${secret:minio-root}",
        "masterauth ${secret:redis-replica}",
        "user admin on #${secret:redis-admin.sha256} ~* &* +@all",
        "password_file: /etc/novax/web-password",
        "password_encryption: scram-sha-256",
        'PASSWORD="$(cat /etc/novax/web-password)" exec exporter "$@"',
        "    type: Bearer\n    credentials: ${secret:minio-root.metrics-token}",
        "token: [secret 0a1b2c]",
        "log_parameter_max_length: 0",
        "secrets:\n  - one",
        "tls-auth-clients no",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert masked(text) == text


def test_lines_stay_lines() -> None:
    text = "a: 1\npassword: hunter2hunter2\nb: 2"
    assert masked(text) == f"a: 1\npassword: {MASK}\nb: 2"
