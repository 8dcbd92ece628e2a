"""Clients of an S3 service that take nothing from the environment or from ~/.aws: no profile, proxy or other address.

Those variables stay in the environment, since a kubeconfig's sign-in program or Pulumi's own store may need them.
"""

import os
from typing import TYPE_CHECKING

from infra.services.minio import REGION

if TYPE_CHECKING:
    from botocore.session import Session
    from mypy_boto3_s3 import S3Client

_FILES = ("config_file", "credentials_file")


def s3_client(url: str, user: str, password: str, ca: str, *, seconds: float, attempts: int = 1) -> "S3Client":  # noqa: PLR0913
    """Return a client of the service at a URL; `ca` is a file, and `seconds` limit each connection and answer."""
    import boto3  # noqa: PLC0415  # a plan runs no hook, and needs no client
    from botocore.config import Config  # noqa: PLC0415

    return boto3.Session(botocore_session=_session()).client(  # pyright: ignore[reportUnknownMemberType] - the stubs know S3 alone
        "s3",
        endpoint_url=url,
        aws_access_key_id=user,
        aws_secret_access_key=password,
        region_name=REGION,
        verify=ca,
        config=Config(
            s3={"addressing_style": "path"},
            connect_timeout=seconds,
            read_timeout=seconds,
            # Waiting is ours to do, with a deadline that is told; and the address is never behind a proxy.
            retries={"total_max_attempts": attempts},
            proxies={},
        ),
    )


def _session() -> "Session":
    """Return a session that knows each of the library's variables by its default alone."""
    from botocore.session import Session  # noqa: PLC0415  # as above

    alone = {
        name: (None, None, os.devnull if name in _FILES else default, conversion)
        for name, (_, _, default, conversion) in Session.SESSION_VARIABLES.items()
    }
    return Session(session_vars=alone)
