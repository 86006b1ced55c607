"""The ``truyvet`` command: finds the room that answers, and imports nothing else."""
