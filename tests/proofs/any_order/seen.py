"""What the database holds of some cases, read as plain rows past the project's own queries."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.core import db

Row = Mapping[str, Any]

FINAL = {"confirmed", "returned", "withdrawn", "void"}
IN_HAND = {"sent", "accepted", "return_asked", "waiting_client", "in_meeting"}
RUNNING = {"accepted", "in_hand", "results_in"}
OVER = {"not_accepted", "lapsed", "closed", "withdrawn", "merged", "void"}

# Columns that follow from the others: a clock that moves there is no change of the thing.
# So does a proposal for the meeting, which the worker makes and any act may take away.
CACHED = {"clock", "due_at", "yellow_at", "finish_due_at", "paused", "provisional", "order_at",
          "chased", "proposed"}  # fmt: skip


@dataclass(frozen=True)
class Told:
    """One row of the journal."""

    id: int
    tag: str
    at: Any
    case_id: int | None
    subject: tuple[str, int]
    now: dict[str, Any]
    data: dict[str, Any]

    @property
    def act(self) -> str:
        """The act without the kind of thing in front."""
        return self.tag.partition(":")[2]


@dataclass(frozen=True)
class Seen:
    """The rows of some cases, and how much the journal says of any case."""

    cases: dict[int, Row]
    needs: dict[int, Row]
    referrals: dict[int, Row]
    informed: dict[int, Row]
    journal: tuple[Told, ...]
    journalled: int

    def of(self, case_id: int) -> list[Row]:
        """Return the referrals of one case."""
        return [row for row in self.referrals.values() if row["case_id"] == case_id]

    def story(self, kind: str, subject_id: int) -> list[Told]:
        """Return what was journalled of one thing, oldest first."""
        return [told for told in self.journal if told.subject == (kind, subject_id)]


async def look(case_ids: Iterable[int]) -> Seen:
    """Return everything that stands about these cases."""
    ids = ", ".join(map(str, case_ids)) or "0"
    async with db.read():
        cases = await db.run(f"SELECT * FROM intake_case WHERE id IN ({ids})")
        needs = await db.run(f"SELECT * FROM need WHERE case_id IN ({ids})")
        referrals = await db.run(f"SELECT * FROM referral WHERE case_id IN ({ids})")
        informed = await db.run(f"SELECT * FROM informed WHERE case_id IN ({ids})")
        journal = await db.run(f"SELECT * FROM journal WHERE case_id IN ({ids}) ORDER BY id")
        held = await db.run(
            "SELECT count(*) AS n FROM journal WHERE subject_kind IN ('case', 'referral')"
        )
    return Seen(
        *({row["id"]: dict(row) for row in rows} for rows in (cases, needs, referrals, informed)),
        tuple(map(_told, journal)),
        held[0]["n"],
    )


def _told(row: Row) -> Told:
    return Told(
        row["id"], row["tag"], row["at"], row["case_id"],
        (row["subject_kind"], row["subject_id"]), json.loads(row["now"]), json.loads(row["data"]),
    )  # fmt: skip


def is_open(referral: Row) -> bool:
    """Return whether a referral was sent and is not final."""
    return referral["state"] not in FINAL and referral["state"] != "draft"


def differing(before: Row, after: Row, but: Iterable[str] = ()) -> set[str]:
    """Return the columns that differ, without those named."""
    return {name for name in after if before[name] != after[name]} - set(but)
