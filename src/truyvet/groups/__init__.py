"""Rosters of the groups that must take part."""
