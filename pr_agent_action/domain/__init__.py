"""Frozen values that every room speaks in: standard library only, no I/O."""
