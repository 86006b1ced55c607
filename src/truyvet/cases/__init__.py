"""Suspected and confirmed cases, and their laboratory results."""
