"""Whether an acknowledged object is on the disk, or only in the kernel's memory, where a power cut takes it."""

import os
import re
import shutil
import subprocess
import time
from collections import Counter

from tests.bench.stores.seen import Check, Seen, Verdict
from tests.bench.stores.server import Server

_OBJECTS = 100
_ATTACH_SECONDS = 2.0
# A call that another thread's cuts in on has no end on its line.
_CALL = re.compile(r"\b(?:fsync|fdatasync)\(\d+<(?P<path>[^>]*)>")


def _synced(server: Server) -> Seen:
    if not shutil.which("strace"):
        return Seen(Verdict.UNKNOWN, "needs strace")
    client = server.client()
    client.create_bucket(Bucket="synced")
    client.put_object(Bucket="synced", Key="first", Body=b"")
    trace = server.folder / "trace"
    tracer = subprocess.Popen(
        ("strace", "-f", "-y", "-e", "trace=fsync,fdatasync", "-o", str(trace), "-p", str(server.pid)),
        stderr=subprocess.DEVNULL,
    )
    try:
        time.sleep(_ATTACH_SECONDS)
        for number in range(_OBJECTS):
            client.put_object(Bucket="synced", Key=f"{number}", Body=os.urandom(4096))
    finally:
        tracer.terminate()
        tracer.wait()
    calls = Counter(_kind(found["path"]) for found in _CALL.finditer(trace.read_text()))
    often = {name: number for name, number in calls.items() if number >= _OBJECTS}
    told = f"{_OBJECTS} objects: " + (", ".join(f"{number} x {name}" for name, number in often.items()) or "no sync")
    return Seen(Verdict.YES if often else Verdict.NO, told)


def _kind(path: str) -> str:
    """Return what a file is, without the numbers in its name."""
    return re.sub(r"^.*[/_\d](?=\w*\.\w+$)", "", path) if "xl.meta" not in path else "xl.meta"


CHECKS = (Check("what is acknowledged is synced to disk", _synced),)
