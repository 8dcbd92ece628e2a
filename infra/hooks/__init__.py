"""What runs after a deploy: each hook brings one service to what the packs declare, and changes nothing twice.

Hooks are plain functions on declared data. They know an address, a CA and a password, and neither Docker nor
Kubernetes; only `infra.hooks.marker` knows Pulumi. None of them ever deletes data.
"""
