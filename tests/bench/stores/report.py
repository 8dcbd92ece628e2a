"""The comparison as a table: on the terminal, as Markdown for the documentation, and as it was documented."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench.stores.seen import Seen, Verdict

STORES = ("MinIO", "SeaweedFS")
_COLUMNS = ("what", *STORES, "SeaweedFS by MinIO")


@dataclass
class Report:
    """Rows in the order in which they were found."""

    rows: list[tuple[str, str, str, str]] = field(default_factory=list[tuple[str, str, str, str]])

    def need(self, name: str, seen: Mapping[str, Seen]) -> None:
        """Add a need with what was seen of it at each store."""
        minio, seaweedfs = (f"{seen[store].verdict}: {seen[store].what}" for store in STORES)
        self.rows.append((name, minio, seaweedfs, ""))

    def figure(self, name: str, figures: Mapping[str, str], ratio: str = "") -> None:
        """Add a figure of each store, and how they compare."""
        minio, seaweedfs = (figures[store] for store in STORES)
        self.rows.append((name, minio, seaweedfs, ratio))

    def show(self) -> None:
        """Print it."""
        table = Table(*_COLUMNS, title="MinIO and SeaweedFS on the needs of the platform", show_lines=True)
        for row in self.rows:
            table.add_row(*row)
        Console(width=180).print(table)

    def markdown(self) -> str:
        """Return it as the documentation has it."""
        lines = [_COLUMNS, ("---",) * len(_COLUMNS), *self.rows]
        return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def documented(text: str) -> dict[str, tuple[Verdict, ...]]:
    """Return the verdicts that a document has, by need."""
    found: dict[str, tuple[Verdict, ...]] = {}
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        words = [cell.partition(":")[0] for cell in cells[1:3]]
        if len(cells) == len(_COLUMNS) and all(word in set(Verdict) for word in words):
            found[cells[0]] = tuple(Verdict(word) for word in words)
    return found


def differences(path: Path, seen: Mapping[str, Mapping[str, Seen]]) -> list[str]:
    """Return, in words, the needs whose verdicts are not those of the document; what was not looked at is left out."""
    known = documented(path.read_text(encoding="utf-8"))
    found: list[str] = []
    for need, by_store in seen.items():
        now = tuple(by_store[store].verdict for store in STORES)
        written = known.get(need)
        if Verdict.UNKNOWN not in now and now != written:
            found.append(f"{need}: {', '.join(written or ('not there',))} in {path.name}, {', '.join(now)} now")
    return found
