"""Views of the declarations room."""
