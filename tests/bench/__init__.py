"""``make bench``: calls, tokens, time and memory of the Action, each against its target."""
