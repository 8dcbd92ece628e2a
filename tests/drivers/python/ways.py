"""Runs a driver's ways of asking on several connections at once, and says for each how often it was right."""

import sys
import threading
from collections.abc import Callable, Mapping

WORKERS, TIMES = 6, 20

Way = Callable[[int], None]


def run(connect: Callable[[], Mapping[str, Way]]) -> None:
    """Go through each way many times on each connection; the first wrong answer or error ends the program.

    All workers are in the same way at the same time, so that what one leaves behind is another's to trip over.
    """
    counted: dict[str, int] = {}
    failed: list[str] = []

    def work(worker: int) -> None:
        ways = connect()
        for name, way in ways.items():
            for number in range(TIMES):
                try:
                    way(worker * 1000 + number)
                except Exception as error:  # noqa: BLE001  # whatever a driver raises is what is told
                    failed.append(f"{name}: {type(error).__name__}: {error}")
                    return
                counted[name] = counted.get(name, 0) + 1

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name, times in counted.items():
        print(f"{name} {times}")
    if failed:
        sys.exit(failed[0])


def cancelled(wait: Callable[[], object], cancel: Callable[[], None], error: type[Exception]) -> None:
    """See that a statement that waits is ended by a request to cancel it.

    It asks again and again: who still waits for a server connection has nothing that could be cancelled.
    """
    done = threading.Event()

    def ask() -> None:
        while not done.wait(0.2):
            cancel()

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        wait()
    except error:
        return
    finally:
        done.set()
        asking.join()
    raise AssertionError("the statement was not cancelled")
