"""Measurements of the product against its rivals. Not installed; run from the repository's root."""
