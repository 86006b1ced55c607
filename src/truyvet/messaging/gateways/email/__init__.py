"""A gateway that hands e-mail to the province's own mail server."""
