"""How good the reviews are: runs over git ranges whose findings people have written down."""
