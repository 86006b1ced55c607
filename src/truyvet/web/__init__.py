"""The shell of every page: templates, tokens, navigation and the registries of rooms. No tables, no rules."""
