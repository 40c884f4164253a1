"""What the answers mean: gaps, and the assistance that would close them."""
