"""Changes of the campaigns."""
