"""What the text says, and where: the mention stages."""
