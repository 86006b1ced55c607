"""Who was exposed, why, and whom to call first: the definition of a contact and the engines that answer it.

A pure library: no database, no clock, no Django. Its front is ``trace.answer_question(TraceQuestion) -> TraceAnswer`` on records in memory,
and ``stored_records.TraceStore`` on records that a reader brings; callers need besides only ``question``, ``answer``, ``records``,
``contact_definition``, ``calendar`` and the plain columns of ``store``. The engines behind it are interchangeable and equal to the row.
Source of the meaning: docs/reference/tracing.md.
"""
