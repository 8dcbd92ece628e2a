"""What the backup container runs: schedules, backups, snapshots, cold copies, checks and the restore drill.

It stands on Debian's Python and imports nothing of `infra`: all it knows comes from one file, which the deployment
writes (`infra.services.backup`).
"""
