"""The referrals' tables, in one stream of migrations of their own."""

from __future__ import annotations

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

HERE = Path(__file__).parent

APP_CONFIG = AppConfig(
    app_name="referrals",
    migrations_folder_path=str(HERE / "piccolo_migrations"),
    table_classes=table_finder(
        modules=[
            "referrals.tables.people",
            "referrals.tables.cases",
            "referrals.tables.means",
            "referrals.tables.merging",
            "referrals.tables.referrals",
            "referrals.tables.notes",
            "referrals.tables.ledgers",
            "referrals.tables.files",
            "referrals.tables.routing",
            "referrals.tables.handovers",
            "referrals.tables.views",
        ],
        exclude_imported=True,
    ),
    migration_dependencies=["portal.piccolo_app"],
)
