"""The whole data platform, declared once; `infra.__main__` is the Pulumi program, `infra.cli` the command around it."""
