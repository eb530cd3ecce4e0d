"""Reads a pull request, reviews it with any model and with analysers, and posts what it found."""

__version__ = "1.0.0"
