"""DHIS2 data values (JSON) and ADX (XML, IHE QRPH): one group for each commune that reported. What is missing is left out, never zero.

Both name units, data elements and the data set by code: ``POST /api/dataValueSets?orgUnitIdScheme=code&dataElementIdScheme=code``. Sums of
parents are not written: the other program adds up its own tree, and would count twice.
"""

from __future__ import annotations

import json
from typing import Final
from xml.etree import ElementTree

from truyvet.reports.outputs.reported_day import ReportedDay
from truyvet.web.clock import local

ADX: Final = "urn:ihe:qrph:adx:2015"


def data_values_json(reported: ReportedDay) -> bytes:
    """Returns the body of a request to ``/api/dataValueSets``; the period is the day, ``yyyyMMdd``."""
    period = f"{reported.day:%Y%m%d}"
    values = [
        {"dataElement": code, "period": period, "orgUnit": unit, "value": str(value)}
        for unit, figures in reported.by_unit().items()
        for code, value in figures.items()
    ]
    body = {
        "dataSet": reported.form.data_set, "completeDate": f"{local(reported.closed_at):%Y-%m-%d}", "period": period, "dataValues": values
    }  # fmt: skip
    return json.dumps(body, ensure_ascii=False, indent=1).encode()


def adx_xml(reported: ReportedDay) -> bytes:
    """Returns the ADX message; the period of a day is its first day and P1D."""
    ElementTree.register_namespace("", ADX)
    root = ElementTree.Element(f"{{{ADX}}}adx", {"exported": local(reported.at).isoformat(timespec="seconds")})
    for unit, figures in reported.by_unit().items():
        names = {"orgUnit": unit, "period": f"{reported.day.isoformat()}/P1D", "dataSet": reported.form.data_set}
        group = ElementTree.SubElement(root, f"{{{ADX}}}group", names)
        for code, value in figures.items():
            ElementTree.SubElement(group, f"{{{ADX}}}dataValue", {"dataElement": code, "value": str(value)})
    ElementTree.indent(root)
    made: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return made
