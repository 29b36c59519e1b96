"""Where Piccolo finds the database and the packages' tables; chosen by the settings."""

from __future__ import annotations

import os
from typing import Any

from piccolo.conf.apps import AppRegistry

from portal.core import db, settings

APP_REGISTRY = AppRegistry(
    apps=["portal.piccolo_app", "referrals.piccolo_app", "meetings.piccolo_app"],
)


def __getattr__(name: str) -> Any:
    # The engine is made when it is asked for, so that importing this file opens nothing.
    if name != "DB":
        raise AttributeError(name)
    if settings._current is None:  # noqa: SLF001 - only Piccolo's own command comes without settings
        settings.use(settings.load(os.environ))
    return db.engine()
