"""The portal's own tables, in one stream of migrations."""

from __future__ import annotations

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

HERE = Path(__file__).parent

APP_CONFIG = AppConfig(
    app_name="portal",
    migrations_folder_path=str(HERE / "piccolo_migrations"),
    table_classes=table_finder(
        modules=[
            "portal.core.tables",
            "portal.journal.tables",
            "portal.jobs.tables",
            "portal.documents.tables",
            "portal.notices.tables",
            "portal.directory.tables",
            "portal.web.tables",
        ],
        exclude_imported=True,
    ),
    migration_dependencies=[],
)
