"""Messages: an outbox of rows, texts as data, gateways that carry them, and the citizen's sign-in by phone."""
