"""How many use the application, by unit, agency and enterprise."""
