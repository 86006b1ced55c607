"""The rules of rosters: kinds, the difference of two lists, who has not installed or declared."""
