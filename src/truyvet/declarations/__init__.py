"""Declarations: forms, what people declare, how it is sorted, and who must be called."""
