"""What is counted when."""
