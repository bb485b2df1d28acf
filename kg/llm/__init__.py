"""Reading by a language model behind an OpenAI-compatible endpoint; optional, and off unless it is asked for."""
