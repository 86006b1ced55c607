"""Orders to stay apart: since when, where and until when a person is isolated. Quarantine orders of contacts will stand here too."""
