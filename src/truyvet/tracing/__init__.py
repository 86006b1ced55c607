"""Who was exposed, why, and whom to call first: the definition of a contact and the engines that answer it.

A pure library: no database, no clock, no Django. Callers build ``Records`` (integer columns), choose a
``Definition`` and ask ``trace``; the engines behind it are interchangeable and equal to the row.
Source of the meaning: design/tracing.md, carried in docs/reference/tracing.md.
"""
