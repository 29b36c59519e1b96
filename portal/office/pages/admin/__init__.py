"""Administration: people, units and webhooks."""

from portal.office.pages.admin import people, units, webhooks

HANDLERS = (*people.HANDLERS, *units.HANDLERS, *webhooks.HANDLERS)
