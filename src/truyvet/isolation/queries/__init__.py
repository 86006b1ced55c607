"""Reads of isolation periods and orders; the first argument of each is who reads."""

from truyvet.isolation.queries.case_course import CourseRow, course_of_person
from truyvet.isolation.queries.certificates import CheckedCertificate, checked_certificate
from truyvet.isolation.queries.isolations import IsolationRow, isolated_persons, isolation_starts, isolations_in_scope, isolations_of_person
from truyvet.isolation.queries.order_lists import OrderLine, order_counts, order_lines
from truyvet.isolation.queries.order_page import OrderFile, WaitingTransfer, order_file
from truyvet.isolation.queries.orders import (
    OrderEventRow,
    OrderRow,
    SiteOccupancy,
    certificate_code,
    changed_orders,
    open_orders,
    order_by_code,
    order_history,
    orders_of_person,
    persons_under_order,
    site_occupancy,
)
from truyvet.isolation.queries.person_facts import LastExposure, last_exposure, may_be_ordered, release_facts

__all__ = [
    "CheckedCertificate",
    "CourseRow",
    "IsolationRow",
    "LastExposure",
    "OrderEventRow",
    "OrderFile",
    "OrderLine",
    "OrderRow",
    "SiteOccupancy",
    "WaitingTransfer",
    "certificate_code",
    "changed_orders",
    "checked_certificate",
    "course_of_person",
    "isolated_persons",
    "isolation_starts",
    "isolations_in_scope",
    "isolations_of_person",
    "last_exposure",
    "may_be_ordered",
    "open_orders",
    "order_by_code",
    "order_counts",
    "order_file",
    "order_history",
    "order_lines",
    "orders_of_person",
    "persons_under_order",
    "release_facts",
    "site_occupancy",
]
