"""Work of this room that the house does by itself."""
