"""How the epidemic and the work against it go."""
