"""Two tenants who ask an ORM at the same time, each request in a transaction of its own on a pool of connections."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

REQUESTS, AT_ONCE = 500, 16


def run(request: Callable[[str], str], tables: Callable[[], int]) -> None:
    """Let both tenants ask, compare what each is told, and look at the schema; prints how many of each there were."""
    users = [f"00000000-0000-0000-0000-0000000000a{number % 2}" for number in range(REQUESTS)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(request, users))
    assert answers == users
    print(f"tenants {len(answers)}")
    assert tables() > 0
    print("schema 1")
