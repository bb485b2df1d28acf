"""What the text says, and where: the mention stages; ``read.py`` runs them all."""
