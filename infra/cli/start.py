"""Where the `novax` program begins: before any library is loaded, with what counts of the environment alone."""

from infra import surroundings


def main() -> None:
    """Settle the environment, then run the command line."""
    surroundings.restart_where_python_was_told_otherwise()
    surroundings.settle()
    from infra.cli import main as program  # noqa: PLC0415  # libraries read the environment when they are loaded

    program.main()
