"""Everything that is printed or scanned: passes, cards, venue codes, national formats. No Django."""
