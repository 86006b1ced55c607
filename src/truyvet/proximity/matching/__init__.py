"""Finds the sightings that belong to published keys. Two implementations give the same answer."""
