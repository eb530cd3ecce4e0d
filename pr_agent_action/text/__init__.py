"""Text that we did not write: cleaned, redacted, measured."""
