"""Changes: what is published, and what goes."""
