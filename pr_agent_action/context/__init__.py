"""What of a pull request the model reads: selected, expanded, packed, cleaned, rendered. Pure functions."""
