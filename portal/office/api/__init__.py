"""The API of what the office's own pages look after."""

from portal.office.api import calendars

HANDLERS = calendars.HANDLERS
