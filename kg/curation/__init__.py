"""What people decide about events: edits, where they come from, and how they are read."""
