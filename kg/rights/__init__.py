"""What of the words of others may be shown: the policy that says it, and the graph by it."""
