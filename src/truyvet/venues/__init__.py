"""This room holds venues and their zones, visits to them, and the rosters of lines, shifts, rooms, classes and coaches."""
