"""What the state knows of the data on a stack's disks, and what is done when that is not there any more."""

EMPTY_VARIABLE = "NOVAX_START_EMPTY"
"""Names the services that may begin empty in one run; ``novax up --start-empty`` sets it."""
