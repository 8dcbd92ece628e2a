"""The stack's own identity: its certificate authority, leaf certificates, passwords, and names of accounts.

All of it lives in the stack's state, encrypted, in `pulumi.Stash` resources that keep their first value, so there is no
key file to lose and no plugin to install. ``novax up --replace NAME`` rotates those of one account.
Data keys are protected against that, because what one encrypts is lost without it: a pack that can encrypt anew says
how, and `pulumi state unprotect` is part of it.
A protected seal depends on them all, so ``destroy --exclude-protected`` keeps them: volumes outlive it, and a volume
without its passwords is lost.
"""

import base64
import hashlib
import secrets
import string
import warnings
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from ipaddress import ip_address
from typing import cast

import bcrypt
import jwt
import pulumi
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from jwt.warnings import InsecureKeyLengthWarning

from infra.hooks.search import INDEX_KEY_SUFFIX, METRICS_KEY, key_value
from infra.specs import CLIENTS, Member

_CA_YEARS = 10
_LEAF_DAYS = 825
"""The longest life that common TLS clients accept for a leaf certificate."""

_BCRYPT_COST = 4
"""The least there is: work makes guesses slow, and nobody guesses 190 random bits."""

_MINIO_TOKEN_EXPIRY = datetime(2100, 1, 1, tzinfo=UTC)
"""Fixed, so that the token changes only when the password does; MinIO's own tool gives its tokens a century as well."""


def new_password() -> str:
    """Return 32 random letters and digits (190 bits): nothing to quote in YAML, INI, SQL, a URL or a command."""
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(32))


def new_user() -> str:
    """Return the name of an account: 20 random letters and digits (119 bits), as long as an S3 access key may be."""
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(20))


def sha256_of(password: str) -> str:
    """Return the digest that Redis ACL files take instead of a password."""
    return hashlib.sha256(password.encode()).hexdigest()


def bcrypt_of(password: str) -> str:
    """Return the bcrypt hash that Prometheus' web configuration takes.

    The salt is derived from the (random, unique) password, so that the same password always gives the same file and an
    unchanged stack shows no difference.
    """
    digest = hashlib.sha256(b"salt:" + password.encode()).digest()[:16]
    alphabet = str.maketrans(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
        "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
    )
    salt = base64.b64encode(digest).decode().rstrip("=").translate(alphabet)
    return bcrypt.hashpw(password.encode(), f"$2b${_BCRYPT_COST:02}${salt}".encode()).decode()


def minio_metrics_token(root_user: str, root_password: str) -> str:
    """Return the bearer token with which Prometheus reads MinIO's metrics; MinIO checks it with the root password."""
    claims = {"exp": _MINIO_TOKEN_EXPIRY, "sub": root_user, "iss": "prometheus"}
    with warnings.catch_warnings():
        # MinIO fixes the algorithm; 190 random bits are a sound key for it, though shorter than its digest.
        warnings.simplefilter("ignore", InsecureKeyLengthWarning)
        return jwt.encode(claims, root_password, algorithm="HS512")


DERIVED: Mapping[str, Callable[[str], str]] = {
    "sha256": sha256_of,
    "bcrypt": bcrypt_of,
    "metrics-key": partial(key_value, METRICS_KEY),
}
"""What a secret's name may end in, after a dot, to get a value computed from it."""


def _derivation(form: str) -> Callable[[str], str]:
    """Return what computes a value from a secret; a form that is the name of a search key gives that key's value."""
    return partial(key_value, form) if form.endswith(INDEX_KEY_SUFFIX) else DERIVED[form]


SIGNED: Mapping[str, Callable[[str, str], str]] = {"metrics-token": minio_metrics_token}
"""The same for values that take the account's name too."""

USER = "user"
"""What ends the name of an account's name; it is kept like the account's password, and rotated apart from it."""


def new_authority(name: str) -> dict[str, str]:
    """Return a self-signed CA as PEM, keyed ``crt`` and ``key``."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        _builder(subject, subject, key.public_key(), timedelta(days=365 * _CA_YEARS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(authority=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    return _pem(certificate, key)


SERVES = ExtendedKeyUsageOID.SERVER_AUTH
CALLS = ExtendedKeyUsageOID.CLIENT_AUTH


def new_leaf(
    authority: Mapping[str, str], names: Iterable[str], usages: Collection[x509.ObjectIdentifier] = (SERVES,)
) -> dict[str, str]:
    """Return a certificate for the names (DNS names or addresses), good for these usages and no other, as PEM.

    The key is PKCS#8 with a named curve: MinIO refuses the older form.
    """
    ca_certificate = x509.load_pem_x509_certificate(authority["crt"].encode())
    ca_key = cast("ec.EllipticCurvePrivateKey", serialization.load_pem_private_key(authority["key"].encode(), None))
    key = ec.generate_private_key(ec.SECP256R1())
    names = tuple(names)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    certificate = (
        _builder(subject, ca_certificate.subject, key.public_key(), timedelta(days=_LEAF_DAYS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(authority=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage(usages), critical=False)
        .add_extension(x509.SubjectAlternativeName([_general_name(name) for name in names]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()),
            critical=False,
        )
        .sign(ca_key, hashes.SHA256())
    )
    return _pem(certificate, key)


def _builder(
    subject: x509.Name, issuer: x509.Name, public_key: ec.EllipticCurvePublicKey, life: timedelta
) -> x509.CertificateBuilder:
    # An hour back, for clocks that run a little apart.
    start = datetime.now(UTC) - timedelta(hours=1)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
    )


def _key_usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _pem(certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> dict[str, str]:
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return {"crt": certificate.public_bytes(serialization.Encoding.PEM).decode(), "key": private.decode()}


class Identity(pulumi.ComponentResource):
    """Keeper of the stack's secrets; a value is made the first time that its name is asked for.

    Those named ``permanent`` are protected against being replaced.
    """

    def __init__(self, name: str, permanent: Collection[str] = ()) -> None:
        super().__init__("novax:identity:Identity", name)
        self._permanent = permanent
        self._values: dict[str, pulumi.Output[str]] = {}
        self._kept: list[pulumi.Resource] = []
        self._authorities: dict[str, pulumi.Output[Mapping[str, str]]] = {}
        self._authority_named("ca", f"NovaX {pulumi.get_stack()} CA")
        self.register_outputs({})

    def secret(self, name: str) -> pulumi.Output[str]:
        """Return the value behind a `SecretRef` name: a password, its account's name, what derives from them, or TLS.

        Raises:
            KeyError: the name ends in a form that is not known, or asks for a certificate that was not issued yet.
        """
        if name not in self._values:
            base, dot, form = name.rpartition(".")
            if form == "crt" and base.endswith(CLIENTS):
                self._authority_named(base, f"NovaX {pulumi.get_stack()} {base}")
            elif form == USER:
                kept = self._keep(f"account-{base}", pulumi.Output.secret(new_user()))
                self._values[name] = kept.apply(lambda value: cast("str", value))
            elif form in SIGNED:
                sign, parts = SIGNED[form], (self.secret(f"{base}.{USER}"), self.secret(base))
                self._values[name] = pulumi.Output.all(*parts).apply(lambda pair: sign(*pair))
            elif dot:
                self._values[name] = self.secret(base).apply(_derivation(form))
            else:
                protect = name in self._permanent
                kept = self._keep(f"password-{name}", pulumi.Output.secret(new_password()), protect=protect)
                self._values[name] = kept.apply(lambda value: cast("str", value))
        return self._values[name]

    def certify(self, member: Member, service: str) -> None:
        """Issue what a member of a service has to show, once; with other names or usages it is issued anew.

        Its PEM becomes the secrets ``<member>.crt`` and ``.key``, and for each service that knows it as a client
        ``<member>-at-<service>.crt`` and ``.key``.
        """
        names = dict.fromkeys((member.name, service, *member.certificate_names, "localhost", "127.0.0.1"))
        self._issue(member.name, "ca", tuple(names), (SERVES, CALLS) if member.peer else (SERVES,))
        for server in member.client_of:
            self.secret(f"{server}{CLIENTS}.crt")
            self._issue(f"{member.name}-at-{server}", f"{server}{CLIENTS}", (member.name,), (CALLS,))

    def _authority_named(self, name: str, subject: str) -> pulumi.Output[Mapping[str, str]]:
        kept = self._keep(name, pulumi.Output.secret(new_authority(subject)))
        self._authorities[name] = kept.apply(lambda pair: cast("Mapping[str, str]", pair))
        self._values[f"{name}.crt"] = pulumi.Output.unsecret(self._authorities[name].apply(lambda pair: pair["crt"]))
        return self._authorities[name]

    def _issue(
        self, name: str, authority: str, names: tuple[str, ...], usages: tuple[x509.ObjectIdentifier, ...]
    ) -> None:
        leaf = self._keep(
            f"tls-{name}",
            pulumi.Output.secret(self._authorities[authority].apply(lambda pair: new_leaf(pair, names, usages))),
            trigger=[*names, *(usage.dotted_string for usage in usages)],
        )
        pair = leaf.apply(lambda value: cast("Mapping[str, str]", value))
        self._values[f"{name}.crt"] = pair.apply(lambda value: value["crt"])
        self._values[f"{name}.key"] = pair.apply(lambda value: value["key"])

    def seal(self) -> None:
        """Protect everything kept so far against ``destroy``, while each value can still be replaced alone."""
        options = pulumi.ResourceOptions(parent=self, protect=True, depends_on=self._kept)
        pulumi.Stash("seal", input="protects the stack's secrets for as long as its volumes live", opts=options)

    def _keep(
        self, name: str, value: pulumi.Output[object], *, protect: bool = False, trigger: list[object] | None = None
    ) -> pulumi.Output[object]:
        options = pulumi.ResourceOptions(
            parent=self, ignore_changes=["input"], protect=protect or None, replacement_trigger=trigger
        )
        stash = pulumi.Stash(name, input=value, opts=options)
        self._kept.append(stash)
        return cast("pulumi.Output[object]", stash.output)
