"""Deterministic checks of the added lines, one module each, listed in ``ANALYSERS``."""
