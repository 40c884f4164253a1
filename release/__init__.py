"""What goes out: offline bundles with an installer, the program as one folder, the manual, and what is said of them."""
