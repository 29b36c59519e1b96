"""The roof: joins every room into one application; decides nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar

import meetings.api as meetings_api
import referrals.api as referrals_api
from meetings import jobs as meetings_jobs
from meetings import pages as meetings_pages
from meetings.labels import LABELS as MEETINGS
from meetings.labels import TONES as MEETING_TONES
from portal import worker
from portal.core import crypto, db
from portal.core import settings as settings_
from portal.core.lamps import WORDS as LAMPS
from portal.core.settings import Settings
from portal.directory import jobs as directory_jobs
from portal.directory.labels import LABELS as DIRECTORY
from portal.documents import pdf, scanning, uploads
from portal.notices import email as notices_email
from portal.notices import works as notices_works
from portal.notices.labels import LABELS as NOTICES
from portal.notices.labels import TONES as NOTICE_TONES
from portal.notices.webhooks import sending as webhooks_sending
from portal.office import api as office_api
from portal.office import jobs as office_jobs
from portal.office import pages as office
from portal.render import labels
from portal.web.app import build
from referrals import jobs as referrals_jobs
from referrals import pages as referrals_pages
from referrals.labels import LABELS as REFERRALS
from referrals.labels import TONES

# Importing a room's jobs registers what it does later.
JOBS = (
    directory_jobs,
    notices_email,
    notices_works,
    webhooks_sending,
    scanning,
    office_jobs,
    referrals_jobs,
    meetings_jobs,
)

HANDLERS = (
    *office.HANDLERS,
    *office_api.HANDLERS,
    *referrals_pages.HANDLERS,
    *referrals_api.HANDLERS,
    *meetings_pages.HANDLERS,
    *meetings_api.HANDLERS,
)


def furnish(settings: Settings) -> None:
    """Put settings, keys and words in force; everything that runs the portal begins with this."""
    settings_.use(settings)
    crypto.use(crypto.load_keys(settings.home))
    put_words()


def put_words() -> None:
    """Give every enum of every room its words, for pages, mails and papers alike."""
    tones = {
        type(member): table for table in (*TONES, *MEETING_TONES, *NOTICE_TONES) for member in table
    }
    for words in (LAMPS, *NOTICES, *DIRECTORY, *REFERRALS, *MEETINGS):
        labels.register(words, tones.get(type(next(iter(words)))))


def create_app(settings: Settings) -> Litestar:
    """Return the application for these settings; refuse to when they are not safe."""
    settings_.refuse_unsafe(settings)
    furnish(settings)
    return build(HANDLERS, lifespan=[lambda _app: _running(settings)])


@asynccontextmanager
async def _running(settings: Settings) -> AsyncIterator[None]:
    await db.start(settings)
    try:
        await db.migrate(settings)
        if settings.worker_in_serve:
            async with worker.beside():
                yield
        else:
            yield
    finally:
        pdf.shutdown()
        uploads.shutdown()
        await db.stop()
