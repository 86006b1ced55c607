"""An operator's message centre over SMPP 3.4."""
