"""Changes of the daily report."""
