"""Reading the directory."""

from portal.directory.queries.days import calendars, working_days
from portal.directory.queries.divisions import (
    division,
    division_by_id,
    division_on,
    divisions,
    successor_division,
    townships,
)
from portal.directory.queries.people import (
    colleagues,
    people,
    person,
    person_by_login,
    recipients,
    staff,
    staff_for,
)
from portal.directory.queries.sessions import person_of_session, person_of_token, sessions
from portal.directory.queries.units import (
    kinds,
    known_units,
    neighbours,
    successor,
    unit,
    unit_by_code,
    unit_called,
    unit_for,
    units,
    units_by_code,
    units_for,
    upward,
)

__all__ = [
    "calendars",
    "colleagues",
    "division",
    "division_by_id",
    "division_on",
    "divisions",
    "kinds",
    "known_units",
    "neighbours",
    "people",
    "person",
    "person_by_login",
    "person_of_session",
    "person_of_token",
    "recipients",
    "sessions",
    "staff",
    "staff_for",
    "successor",
    "successor_division",
    "townships",
    "unit",
    "unit_by_code",
    "unit_called",
    "unit_for",
    "units",
    "units_by_code",
    "units_for",
    "upward",
    "working_days",
]
