"""An environment that broke a command once, or could; each test adds what its own place can bear."""

from collections.abc import Mapping

ODD: Mapping[str, str] = {
    "http_proxy": "http://127.0.0.1:9",
    "grpc_proxy": "http://127.0.0.1:9",
    "no_grpc_proxy": "example.com",
    "AWS_PROFILE": "nobody",
    "AWS_MAX_ATTEMPTS": "many",
    "PGHOSTADDR": "192.0.2.1",
    "PGSERVICE": "elsewhere",
    "PGREQUIREAUTH": "none",
    "PGGSSENCMODE": "require",
    "PGSSLMAXPROTOCOLVERSION": "TLSv1.1",
    "PGSSLCERT": "/etc/hostname",
    "PGOPTIONS": "-c default_transaction_read_only=on",
    "PYTHONIOENCODING": "latin-1",
    "PYTHONPATH": "/nonexistent",
    "PYTHONWARNINGS": "error",
    "HELM_DRIVER": "sql",
    "HELM_NAMESPACE": "elsewhere",
    "PULUMI_CONFIG_PASSPHRASE": "another",
    "LC_ALL": "C",
    "LANG": "tr_TR.ISO-8859-9",
    "TZ": "Pacific/Kiritimati",
}
