"""Administration: people, units, the working-day calendar, and webhooks."""

from portal.office.pages.admin import calendar, people, units, webhooks

HANDLERS = (*people.HANDLERS, *units.HANDLERS, *calendar.HANDLERS, *webhooks.HANDLERS)
