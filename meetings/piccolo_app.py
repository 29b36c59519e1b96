"""The meetings' tables, in one stream of migrations of their own."""

from __future__ import annotations

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

HERE = Path(__file__).parent

APP_CONFIG = AppConfig(
    app_name="meetings",
    migrations_folder_path=str(HERE / "piccolo_migrations"),
    table_classes=table_finder(
        modules=["meetings.tables", "meetings.notice_tables", "meetings.press_tables"],
        exclude_imported=True,
    ),
    migration_dependencies=["referrals.piccolo_app"],
)
