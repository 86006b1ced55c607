"""Decisions about messages: states, when to try again, texts. Plain values in, plain values out; no Django."""
