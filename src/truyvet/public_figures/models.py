"""The tables of this room. Public pages read ``PublishedFigure`` alone."""

from __future__ import annotations

from django.db import models


class FigureRelease(models.Model):
    """Figures of one measure and province that were published together.

    ``own`` and ``shown`` say which units had figures. ``counts`` holds for days what was counted in every unit at that moment, shown or
    not: tables by unit and revisions are judged by it. No page reads it.
    """

    measure = models.CharField(max_length=40)
    edition = models.CharField(max_length=4)
    province = models.CharField(max_length=5)
    kind = models.CharField(max_length=8)
    first = models.DateField()
    last = models.DateField()
    own = models.JSONField(default=list)
    shown = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    revision = models.PositiveSmallIntegerField(default=1)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "edition", "province", "kind", "first", "last", "revision"], name="figure_release_once"
            )
        ]
        indexes = [models.Index(fields=["last"], name="figure_release_age")]


class PublishedFigure(models.Model):
    """One figure that everybody may read. ``value`` None: fewer than ten, or hidden so that another one cannot be worked out.

    ``output`` says what it is: "days:N" and "table:N" are sums over the N days that end on ``day``, "total" is all that was published up to
    ``day``, "standing" is how many stood under it on ``day``, in full tens.
    """

    release = models.ForeignKey(FigureRelease, on_delete=models.CASCADE, related_name="figures")
    output = models.CharField(max_length=12)
    measure = models.CharField(max_length=40)
    edition = models.CharField(max_length=4)
    unit = models.CharField(max_length=5)
    day = models.DateField()
    value = models.PositiveIntegerField(null=True)
    revision = models.PositiveSmallIntegerField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["measure", "edition", "unit", "output", "day", "revision"], name="published_figure_once")
        ]
        indexes = [
            models.Index(fields=["published_at", "id"], name="published_figure_moment"),
            models.Index(fields=["unit", "measure", "day"], name="published_figure_unit"),
        ]
