"""Printed posters: an A4 page for each entrance, with the venue's code 15 cm wide."""

from truyvet.venues.posters.pdf import Poster, posters_pdf

__all__ = ["Poster", "posters_pdf"]
