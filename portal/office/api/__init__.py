"""The API of what the office's own pages look after."""

from portal.office.api import calendars, units, works

HANDLERS = (*calendars.HANDLERS, *units.HANDLERS, *works.HANDLERS)
