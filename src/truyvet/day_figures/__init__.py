"""What each room counts, kept by day and commune."""
