"""Strikes secrets out of text that leaves this machine, whatever put them there.

Files that a preview shows hold placeholders and Pulumi masks its own secrets, so this finds nothing in what we write
ourselves. It is the last line for what somebody wrote into a file by hand.
"""

import re
from functools import cache

MASK = "[masked]"

_ASSIGNED = re.compile(
    r"""(?ix)
    (?P<name>["']?[\w.-]*(?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|masterauth|requirepass|cipher-pass|credential)[\w.-]*["']?)
    (?P<between>[ \t]*[:=][ \t]*|[ \t]+(?=\S+[ \t]*$))
    (?P<value>"[^"\n]*"|'[^'\n]*'|[^\s"',}\]]+)
    """,
    re.MULTILINE,
)
_URL = re.compile(r"(?P<before>[a-z][a-z0-9+.-]*://[^\s:/@]*:)(?P<value>[^\s@/]+)(?P<after>@)", re.IGNORECASE)
_PEM = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----[^\ue000]*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL)
_JWT = re.compile(r"\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}")
_BCRYPT = re.compile(r"\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}")
_BEARER = re.compile(r"(?i)\b(?P<scheme>bearer|basic)[ \t]+(?P<value>[A-Za-z0-9+/=._-]{8,})")
_SCRAM = re.compile(r"SCRAM-SHA-256\$\S+")
_SQL_PASSWORD = re.compile(r"(?i)\bpassword\s+'(?:[^'\ue000]|'')*'")

_PLACEHOLDER = re.compile(r"\$\{secret:[\w.-]+\}|\[secret[^\]\n]*\]|\[masked\]")
_STANDS_FOR = "\ue000"
"""Stands for a placeholder while the rest is looked at: a character that no text has a use for."""

_HARMLESS = re.compile(
    r"""["']?(?:.*\ue000.*|/[\w./-]+|\$\(.*\)|\$\{\w+\}|true|false|on|off|null|none|yes|no|scram-sha-256|md5|\d+)["']?""",
    re.IGNORECASE,
)
"""What may stand after such a name: a placeholder, a file's path, a switch, a number or the name of a method."""


# Stacks have most of their texts in common.
@cache
def masked(text: str) -> str:
    """Return the text with everything that looks like a secret replaced; placeholders stay."""
    placeholders = iter(_PLACEHOLDER.findall(text))
    hidden = _hidden(_PLACEHOLDER.sub(_STANDS_FOR, text))
    # In the order of the text; a placeholder within what was struck out would shift the rest, so such text is not.
    return re.sub(_STANDS_FOR, lambda _: next(placeholders), hidden)


def _hidden(text: str) -> str:
    text = _PEM.sub(MASK, text)
    for pattern in (_JWT, _BCRYPT, _SCRAM):
        text = pattern.sub(MASK, text)
    text = _SQL_PASSWORD.sub(f"password '{MASK}'", text)
    text = _BEARER.sub(lambda found: f"{found['scheme']} {_unless_harmless(found['value'])}", text)
    text = _URL.sub(lambda found: f"{found['before']}{_unless_harmless(found['value'])}{found['after']}", text)
    return _ASSIGNED.sub(lambda found: f"{found['name']}{found['between']}{_unless_harmless(found['value'])}", text)


def _unless_harmless(value: str) -> str:
    return value if _HARMLESS.fullmatch(value) else MASK
