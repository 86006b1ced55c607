"""The interface of gates and turnstiles: one hot door (``door``), and its description with ``django-ninja``."""
