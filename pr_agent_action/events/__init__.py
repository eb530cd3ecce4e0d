"""Bytes and environment in, a ``Request`` out: payloads, the comment grammar, policy. No I/O."""
