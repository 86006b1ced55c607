"""Notices: those who were where a case was are told the day, the minutes and what to do, and told again when it was not so."""
