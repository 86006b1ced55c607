"""Other ways to the same answer. Each rival is one module with one class; see ``bench.rivals.rival.Rival``."""
