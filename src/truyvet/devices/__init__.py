"""Encounters that two machines measured, and the key server by which other phones find out about theirs."""
