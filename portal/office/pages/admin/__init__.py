"""Administration: people and units."""

from portal.office.pages.admin import people, units

HANDLERS = (*people.HANDLERS, *units.HANDLERS)
