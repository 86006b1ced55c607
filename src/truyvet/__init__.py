"""Truy Vết: trace a case, for any communicable disease. The folder names tell what the system does."""

__version__ = "0.3.0"
