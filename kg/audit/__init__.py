"""How right is what a store says? A sample for people to judge, and what their judgements tell."""
