"""What the exchange room does by itself."""
