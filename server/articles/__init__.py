"""Articles by HTTP: taken as jobs, read in a process of its own, put into the store one after another."""
