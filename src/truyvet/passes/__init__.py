"""Passes: what a phone or a printed card shows at a gate, and whether its holder may come in."""
