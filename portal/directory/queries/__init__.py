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
)
from portal.directory.queries.sessions import person_of_session, person_of_token, sessions
from portal.directory.queries.units import (
    kinds,
    successor,
    unit,
    unit_by_code,
    unit_for,
    units,
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
    "people",
    "person",
    "person_by_login",
    "person_of_session",
    "person_of_token",
    "recipients",
    "sessions",
    "successor",
    "successor_division",
    "townships",
    "unit",
    "unit_by_code",
    "unit_for",
    "units",
    "units_for",
    "upward",
    "working_days",
]
