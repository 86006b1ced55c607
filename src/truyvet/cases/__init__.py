"""Suspected and confirmed cases, their results, and from when a person was apart from others."""
