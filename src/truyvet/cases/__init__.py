"""Suspected and confirmed cases, their results, and the isolation of persons."""
