"""Parse patches, name blocks of change, find the line that a quote means. Pure functions."""
