"""The JSON interface of declarations."""
