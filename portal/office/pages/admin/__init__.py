"""Administration: people, units, and the working-day calendar."""

from portal.office.pages.admin import calendar, people, units

HANDLERS = (*people.HANDLERS, *units.HANDLERS, *calendar.HANDLERS)
