"""A mail server, as one line of the environment."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SmtpAddress:
    """``sender``: the address that readers see; ``is_tls``: from the first byte, otherwise by STARTTLS."""

    host: str
    port: int
    username: str
    password: str = field(repr=False)
    sender: str = ""
    is_tls: bool = True

    @property
    def is_own_machine(self) -> bool:
        """Returns whether the server is this machine itself, to which nothing travels."""
        return self.host in ("localhost", "127.0.0.1", "::1")
