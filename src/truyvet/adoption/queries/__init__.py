"""Reads of adoption. The reader's scope comes first."""
