"""Whether a stored SCRAM-SHA-256 verifier belongs to a password, so that an unchanged password is not set again.

PostgreSQL keeps ``SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>`` (RFC 5802, binary parts in base64).
Making a verifier is libpq's work; the server never sees the password itself.
"""

import base64
import binascii
import hashlib
import hmac
import re

_VERIFIER = re.compile(r"^SCRAM-SHA-256\$(?P<iterations>\d+):(?P<salt>[^$]+)\$(?P<stored>[^:]+):[^:]+$")


def matches(verifier: str | None, password: str) -> bool:
    """Tell whether the verifier was made from the password; ASCII only, which SASLprep leaves as it is."""
    parts = _VERIFIER.match(verifier or "")
    if parts is None:
        return False
    try:
        salt = base64.b64decode(parts["salt"], validate=True)
        stored = base64.b64decode(parts["stored"], validate=True)
    except binascii.Error:
        return False
    salted = hashlib.pbkdf2_hmac("sha256", password.encode("ascii"), salt, int(parts["iterations"]))
    client_key = hmac.digest(salted, b"Client Key", "sha256")
    return hmac.compare_digest(hashlib.sha256(client_key).digest(), stored)
