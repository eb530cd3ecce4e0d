"""One module or package a forge."""
