"""The one exception whose message is written for the person at the keyboard."""


class UserError(Exception):
    """A failure that the user can cause and mend.

    The message is one sentence (or a few) that names the key or command, the value seen, what is allowed and what to
    do. Front ends print it without a traceback and exit non-zero.
    """
