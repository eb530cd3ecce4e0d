"""Payloads in, a ``Request`` out: the event file, the comment grammar, policy. Pure but for reading that file."""
