"""Retention beyond the database: what a pack's archive has kept for its time goes to the object store, then from here.

Also takes erased visitors out of what was stored before. Jobs of the database do all else; nothing here knows Pulumi.
"""
