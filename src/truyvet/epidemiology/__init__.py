"""What the field counts with. Pure: numbers in, numbers out."""
