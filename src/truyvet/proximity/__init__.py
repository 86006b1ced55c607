"""This package measures Bluetooth nearness without a radio: key schedule, payloads, sightings, encounters, key files. It does no I/O."""
