"""Correcting events in plain forms, for those who sign in with the write token."""
