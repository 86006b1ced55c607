"""Changes of counts, denominators and targets."""
