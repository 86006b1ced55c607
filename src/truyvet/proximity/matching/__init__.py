"""Finds the sightings that belong to published keys. Three implementations give the same answer."""
