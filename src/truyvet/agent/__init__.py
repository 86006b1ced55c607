"""The Bluetooth program for a device: sends changing identifiers, receives others, keeps 21 days, checks whether it met a case."""
