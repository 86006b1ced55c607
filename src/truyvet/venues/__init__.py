"""Venues and their zones, who was there and when, and who belongs to which line, shift, room, class, coach."""
