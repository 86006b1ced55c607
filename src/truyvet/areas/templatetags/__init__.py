"""Tags of this room for the pages of higher rooms."""
