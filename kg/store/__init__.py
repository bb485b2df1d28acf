"""Where articles and graphs are kept."""
