"""A connection to one member of the cache."""

from typing import TYPE_CHECKING

from infra.hooks.access import Access

if TYPE_CHECKING:
    import redis

_TIMEOUT_SECONDS = 10


def connect(access: Access, password: str, *, seconds: float = _TIMEOUT_SECONDS) -> "redis.Redis":
    """Return a client that gives text and tells every failure at once; it waits `seconds` for an answer."""
    import redis  # noqa: PLC0415  # a plan runs no hook, and needs no client
    from redis.backoff import NoBackoff  # noqa: PLC0415
    from redis.retry import Retry  # noqa: PLC0415

    return redis.Redis(
        host=access.host,
        port=access.port,
        username=access.user,
        password=password,
        ssl=True,
        ssl_ca_data=access.ca_pem,
        ssl_check_hostname=True,
        protocol=3,
        decode_responses=True,
        socket_timeout=seconds,
        socket_connect_timeout=seconds,
        # Waiting is for the caller, with a deadline that is told.
        retry=Retry(NoBackoff(), 0),
    )
