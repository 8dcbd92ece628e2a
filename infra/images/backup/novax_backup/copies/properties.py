"""What pg_dump tells of a database itself: its owner, locale, settings, privileges and comment, under another name.

pg_restore would make a database of the same name again, which is there already.
"""

import re
import tempfile
from pathlib import Path

from novax_backup import commands

_KINDS = ("DATABASE - {}", "DATABASE PROPERTIES - {}", "ACL - DATABASE {}", "COMMENT - DATABASE {}")
_ENTRY = re.compile(r"^-- Name: [^\n]*\n--\n\n(.*?)(?=\n+(?:--\n-- |\\))", re.DOTALL | re.MULTILINE)
"""An entry's statements; what follows is the next entry's head, or a command of psql's, which would go on elsewhere."""

_NAMED = r"^((?:CREATE|ALTER|COMMENT ON) DATABASE |ALTER ROLE \S+ IN DATABASE |(?:GRANT|REVOKE) [A-Z,]+ ON DATABASE )"


def statements(archive: Path, database: str, name: str) -> str:
    """Return the SQL that makes a database like the one that an archive of pg_dump was made of, empty, under a name.

    Raises:
        Failure: pg_restore cannot read the archive.
    """
    entries = commands.run(["pg_restore", "--create", "--list", str(archive)]).splitlines()
    wanted = [line for kind in _KINDS for line in entries if f" {kind.format(database)} " in line]
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as chosen:
        chosen.writelines(f"{line}\n" for line in wanted)
        chosen.flush()
        said = commands.run(["pg_restore", "--create", "--file=-", f"--use-list={chosen.name}", str(archive)])
    return renamed(said, database, name)


def renamed(said: str, database: str, name: str) -> str:
    """Return the statements in pg_restore's text, with the database's name replaced."""
    text = "\n".join(_ENTRY.findall(said))
    return re.sub(rf"{_NAMED}{database}\b", rf"\g<1>{name}", text, flags=re.MULTILINE)
