"""Changes of the kept figures."""
