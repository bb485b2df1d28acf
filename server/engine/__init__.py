"""Where queries run: readers that can be killed, on copies of the graph that never change."""
