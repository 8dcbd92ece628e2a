"""A server as a process on loopback: its ports, what it listens on, the memory it takes."""

import re
import socket
from contextlib import ExitStack
from pathlib import Path

HOST = "127.0.0.1"

_LISTENING = "0A"
_KIB = 1024


def free_ports(number: int) -> list[int]:
    """Return ports that nobody listens on, all different."""
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(number)]
        for probe in probes:
            probe.bind((HOST, 0))
        return [probe.getsockname()[1] for probe in probes]


def listening(pid: int) -> list[int]:
    """Return the TCP ports that a process listens on, in order."""
    own = {
        found[1]
        for entry in Path(f"/proc/{pid}/fd").iterdir()
        if entry.is_symlink() and (found := re.fullmatch(r"socket:\[(\d+)\]", str(entry.readlink())))
    }
    ports: set[int] = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == _LISTENING and fields[9] in own:
                ports.add(int(fields[1].rpartition(":")[2], 16))
    return sorted(ports)


def resident(pid: int) -> int:
    """Return the bytes of memory that a process has now."""
    return _status(pid, "VmRSS")


def peak(pid: int) -> int:
    """Return the most bytes of memory that a process has had since it started, or since `forget_peak`."""
    return _status(pid, "VmHWM")


def forget_peak(pid: int) -> None:
    """Let the peak begin anew."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")


def _status(pid: int, name: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+) kB$", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    assert found, f"process {pid} does not tell its {name}"
    return int(found[1]) * _KIB
