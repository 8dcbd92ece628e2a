"""Drift: how what runs differs from what was declared, found by looking alone; nothing here changes anything."""
