"""Automatic calls that play a recorded prompt and hear which key is pressed, through a provider over HTTP."""
