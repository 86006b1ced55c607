"""Work that the daily report does by itself."""
