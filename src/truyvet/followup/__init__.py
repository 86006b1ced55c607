"""Followed persons: who must be called, checked and released, whose turn it is, and what was tried."""
