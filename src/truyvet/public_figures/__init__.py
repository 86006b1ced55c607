"""Every figure that the public may see, decided in one place."""
