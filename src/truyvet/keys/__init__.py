"""Signing keys: those of this installation, made and renewed by themselves, and what others need of them to check our codes."""
