"""Suspected and confirmed cases, their results, and their laboratory results."""
