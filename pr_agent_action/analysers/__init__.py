"""Deterministic checks of the added lines: what is known without a model.

A new analyser is one module with a small class and one line in ``registry.ANALYSERS``.
"""
