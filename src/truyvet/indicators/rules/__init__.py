"""What the indicators decide: shares with who was left out, and charts as plain numbers."""
