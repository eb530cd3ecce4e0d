"""One module a command, listed in ``COMMANDS``."""
