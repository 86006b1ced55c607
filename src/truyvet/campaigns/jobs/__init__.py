"""Work that this room does by itself."""
