"""Decisions of the daily report: plain values in, plain values out."""
