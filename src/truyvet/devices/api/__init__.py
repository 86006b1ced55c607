"""The phone API: one door, one schema, one file for each subject."""
