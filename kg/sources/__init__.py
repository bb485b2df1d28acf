"""Files and streams as articles."""
