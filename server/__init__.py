"""The graph over HTTP; imports kg, never the reverse."""
