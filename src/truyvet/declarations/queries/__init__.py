"""queries of the declarations room."""
