"""A Django application of one table."""
