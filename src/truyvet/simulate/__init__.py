"""A synthetic province: people, places, three weeks of meetings, an outbreak, and the partial records of them.

Data goes one way: options -> people -> venues -> days (true stays) -> outbreak -> records. Only ``truth`` knows who was
infected; the records hold what phones, gates, scans and interviews would have recorded. Deterministic by seed.
"""
