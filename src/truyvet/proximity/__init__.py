"""Bluetooth nearness without a radio: keys, rotating ids, payloads, sightings, encounters, key files, nearness. No input or output."""
