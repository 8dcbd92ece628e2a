"""Each account of the object store does, with its own secret, all that it should not do, and is refused."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import product
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError
from minio.error import MinioAdminException

from infra.cli.running import Account, Running
from infra.hooks.bucket_accounts import admin_client
from tests.attack import store_requests as requests
from tests.attack.store_places import Place, Wire, key_of
from tests.attack.store_signing import FORMS

if TYPE_CHECKING:
    from minio import MinioAdmin

SERVICE_ACCOUNT = "attackserviceaccount"

HARMLESS = {"ListBuckets"}
"""What of the server's own requests every account may: it is shown the buckets that it reaches."""


@pytest.fixture(scope="module")
def accounts(running: Running, wire: Wire) -> list[Account]:
    """Return every account but root."""
    found = [one for one in running.accounts.values() if one.endpoint.name == "minio" and one.name != wire.root.name]
    assert len(found) > 2
    return found


@pytest.fixture
def tidy(wire: Wire) -> Iterator[None]:
    """Remove what a test should not have been able to make."""
    yield
    with suppress(MinioAdminException):
        wire.admin().delete_service_account(SERVICE_ACCOUNT)


def test_no_account_administers_the_store(wire: Wire, accounts: list[Account]) -> None:
    done = {
        (who.name, what)
        for who, (what, request) in product(accounts, requests.of_the_server().items())
        if what not in HARMLESS and not wire.signed(request, FORMS["header"], key_of(who)).refused
    }
    assert done == set()


@pytest.mark.usefixtures("tidy")
def test_no_account_makes_one_that_outlasts_it(running: Running, accounts: list[Account]) -> None:
    for who in accounts:
        with pytest.raises(MinioAdminException, match="AccessDenied"):
            _admin(running, who).add_service_account(  # pyright: ignore[reportUnknownMemberType] - a bare dict
                access_key=SERVICE_ACCOUNT, secret_key=who.password
            )


def test_no_account_changes_a_password(running: Running, accounts: list[Account]) -> None:
    """Its own, even to what it is: whoever stole it could keep it from everybody else."""
    for who, whose in product(accounts, accounts):
        with pytest.raises(MinioAdminException, match="AccessDenied"):
            _admin(running, who).user_add(whose.username, whose.password)


def test_no_account_deletes_a_version_of_an_application_for_good(
    wire: Wire, own: Place, accounts: list[Account]
) -> None:
    for who in accounts:
        with pytest.raises(ClientError, match="AccessDenied"):
            wire.s3(who).delete_object(Bucket=own.bucket, Key=own.victim.key, VersionId=own.victim.version)


def test_no_account_changes_how_versions_are_kept(wire: Wire, own: Place, accounts: list[Account]) -> None:
    wanted = {"Put versioning", "Put object-lock", "Put lifecycle", "DeleteBucketLifecycle", "PutBucketPolicy"}
    every = requests.of_buckets(own.bucket)
    for who, what in product(accounts, wanted):
        assert wire.signed(every[what], FORMS["header"], key_of(who)).status == 403, (who.name, what)


def _admin(running: Running, who: Account) -> "MinioAdmin":
    return admin_client(running.access(who), who.username, who.password)
