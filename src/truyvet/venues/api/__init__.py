"""The interface of gates and turnstiles: the hot door for scans, other operations, and their description from one schema."""
