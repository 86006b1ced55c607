"""The Bluetooth program for a device: shows changing ids, hears others, keeps 21 days, asks whether it met a case. Knows only proximity."""
