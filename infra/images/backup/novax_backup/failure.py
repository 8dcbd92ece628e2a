"""The one exception that carries a sentence for people; everything else is a defect and shows its traceback."""


class Failure(Exception):  # noqa: N818 - it is what a run ends with, not an error of the program
    """A run could not do what it is for; the message says what was found and what to do."""
