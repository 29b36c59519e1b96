"""What must hold of cases and referrals whatever was done in whatever order.

Each check looks at plain rows and returns its complaints; none of the project's rules is asked.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from typing import Any

from tests.proofs.any_order.seen import (
    CACHED,
    FINAL,
    IN_HAND,
    OVER,
    RUNNING,
    Row,
    Seen,
    differing,
    is_open,
)

# The acts that may touch what is final: taking up again, and a merge and its undoing.
_TOUCH_FINAL = {"reopen", "merge", "undo_merge"}
_MERGES = {"merge", "undo_merge"}
_MOVED = {"case_id", "window_id", "case_path", "case_district", "version", "updated_at", "role"}
# What the journal must be able to tell of a referral, all of it by the rows' new values.
_TOLD = {
    "state": "", "role": "", "case_id": 0, "need_id": 0, "unit_id": 0, "programme": "",
    "number": None, "ordinal": 0, "binding": False, "handler_id": None, "extension": "",
    "stage": "", "outcome": "", "papers_asked": 0, "waived": False, "supersedes_id": None,
    "return_code": "", "state_before_meeting": "",
}  # fmt: skip
_TOLD_OF_CASE = {"state": "", "number": None, "merged_into_id": None, "state_before_merge": ""}


def complaints(before: Seen, after: Seen, act: str) -> list[str]:
    """Return everything that is wrong after an act that went."""
    return [
        *one_open_there(after), *one_lead(after), *no_orphan(after), *told_again(after),
        *who_is_told(after), *who_keeps_away(after),
        *every_change_is_told(before, after, act), *finals_stay(before, after, act),
    ]  # fmt: skip


def unchanged(before: Seen, after: Seen) -> list[str]:
    """Return what a refused act has changed all the same."""
    return [] if before == after else ["a refused act has changed something"]


def one_open_there(seen: Seen) -> Iterator[str]:
    """One open referral for each unit and programme of a case."""
    there = Counter(
        (row["case_id"], row["unit_id"], row["programme"])
        for row in seen.referrals.values()
        if is_open(row)
    )
    yield from (f"{n} open referrals at {place}" for place, n in there.items() if n > 1)


def one_lead(seen: Seen) -> Iterator[str]:
    """Never two leads, and one as long as a unit has anything of the case in hand."""
    for case_id in seen.cases:
        held = [row for row in seen.of(case_id) if is_open(row)]
        leads = [row["number"] for row in held if row["role"] == "lead"]
        wanted = any(row["state"] in IN_HAND for row in held)
        if len(leads) > 1 or (wanted and not leads):
            yield f"the case {case_id} has the leads {leads}"


def no_orphan(seen: Seen) -> Iterator[str]:
    """Every referral has its case and need there, every request is somebody's."""
    for row in seen.referrals.values():
        need, case = seen.needs.get(row["need_id"]), seen.cases.get(row["case_id"])
        if case is None or need is None or need["case_id"] != row["case_id"]:
            yield f"{row['number'] or row['code']} and its need stand in different cases"
        elif is_open(row) and case["state"] not in RUNNING:
            yield f"{row['number']} is open in a case that is {case['state']}"
        elif is_open(row) and not (row["unit_id"] and row["number"] and row["sent_at"]):
            yield f"{row['code']} is open and was never sent"
    yield from chain.from_iterable(_of_need(seen, need) for need in seen.needs.values())
    yield from (f"the case {row['id']} has no way on" for row in seen.cases.values()
                if row["state"] == "merged" and row["merged_into_id"] is None)  # fmt: skip


def _of_need(seen: Seen, need: Row) -> Iterator[str]:
    held = [row["state"] for row in seen.referrals.values() if row["need_id"] == need["id"]]
    case = seen.cases[need["case_id"]]
    alive = case["state"] == "closed" or case["state_before_merge"] not in {"", *OVER}
    if need["state"] == "open" and case["state"] in {"closed", "merged"} and alive:
        yield f"the need {need['id']} was lost with a case that is {case['state']}"
    standing = {*IN_HAND, "completed", "confirmed"} & set(held)
    if need["state"] == "answered" and not {"completed", "confirmed"} & set(held):
        yield f"the need {need['id']} is answered by nobody"
    if need["state"] == "gap" and standing:
        yield f"the need {need['id']} is a gap that a unit has in hand or has answered"
    if need["state"] == "open" and standing and standing <= {"completed", "confirmed"}:
        yield f"the need {need['id']} is open and everybody who had it has answered"
    if need["state"] == "joined":
        yield from _of_joined(seen, need, held)
    elif need["joined_to_id"] is not None:
        yield f"the need {need['id']} is {need['state']} and served along with another"
    if need["state"] == "gap" and not need["gap_reason"]:
        yield f"the need {need['id']} is a gap without a reason"


def _of_joined(seen: Seen, need: Row, held: list[str]) -> Iterator[str]:
    """What is served along with another need has nobody of its own, and ends at one that has."""
    if {*IN_HAND, "completed", "confirmed"} & set(held):
        yield f"the need {need['id']} is served along and by its own referral"
    passed, at = {need["id"]}, need
    while at["state"] == "joined":
        to = seen.needs.get(at["joined_to_id"])
        if to is None or to["case_id"] != need["case_id"] or to["id"] in passed:
            yield f"the need {need['id']} is served along with nothing"
            return
        passed.add(to["id"])
        at = to


def who_is_told(seen: Seen) -> Iterator[str]:
    """A case names exactly the units that stand as told of it, each once, and so does its story."""
    for case in seen.cases.values():
        named = sorted(json.loads(case["informed"] or "[]"))
        held = [r["unit_id"] for r in seen.informed.values()
                if r["case_id"] == case["id"] and r["ended_at"] is None]  # fmt: skip
        said = [t.now["informed"] for t in seen.story("case", case["id"]) if "informed" in t.now]
        if not named == sorted(held) == sorted(said[-1] if said else []):
            yield f"the case {case['id']} names {named}, told are {held}, journalled {said[-1:]}"


def who_keeps_away(seen: Seen) -> Iterator[str]:
    """Nobody who is declared a close relative has anything open of the case in hand."""
    for case in seen.cases.values():
        barred = set(json.loads(case["barred"] or "[]"))
        held = [row["number"] for row in seen.of(case["id"])
                if is_open(row) and row["handler_id"] in barred]  # fmt: skip
        if held:
            yield f"who keeps away from the case {case['id']} has {held} in hand"


def told_again(seen: Seen) -> Iterator[str]:
    """The journal, read from its beginning, tells every thing as it stands."""
    for row in seen.referrals.values():
        yield from _retold(seen, "referral", row, _TOLD)
    for row in seen.cases.values():
        yield from _retold(seen, "case", row, _TOLD_OF_CASE)
    for need in seen.needs.values():
        said = [t.data["state"] for t in seen.journal
                if t.tag == "case:need" and t.data["need"] == need["code"]]  # fmt: skip
        if need["state"] != (said[-1] if said else "open"):
            yield f"the need {need['id']} is {need['state']}, its journal says {said}"


def _retold(seen: Seen, kind: str, row: Row, fields: dict[str, Any]) -> Iterator[str]:
    told = dict(fields)
    for each in seen.story(kind, row["id"]):
        told |= {name: value for name, value in each.now.items() if name in fields}
    for name in fields:
        # Nothing is "" in some columns and null in others.
        if (told[name] or None) != (row[name] or None):
            yield f"{kind} {row['id']}: {name} is {row[name]!r}, its journal says {told[name]!r}"


def every_change_is_told(before: Seen, after: Seen, act: str) -> Iterator[str]:
    """Each changed row has its row in the journal and its version raised; and the other way."""
    new = after.journal[len(before.journal) :]
    if after.journal[: len(before.journal)] != before.journal:
        yield "the journal of earlier acts is another one"
    if after.journalled - before.journalled != len(new):
        yield "something was journalled of no case"
    told = {each.subject for each in new}
    for row in after.referrals.values():
        # Moved by a merge, and then made the lead or no longer: that is twice.
        raised = (1, 2) if act in _MERGES else (1,)
        was = before.referrals.get(row["id"])
        yield from _told_of(was, row, ("referral", row["id"]) in told, raised)
    for case_id, row in after.cases.items():
        yield from _told_of_case(
            before, after, case_id, row, any(t.case_id == case_id for t in new)
        )
    yield from (f"the referral {gone} is gone" for gone in before.referrals
                if gone not in after.referrals)  # fmt: skip


def _told_of(was: Row | None, row: Row, told: bool, raised: tuple[int, ...]) -> Iterator[str]:
    changed = {"id"} if was is None else differing(was, row, CACHED)
    if changed and not told:
        yield f"the referral {row['id']} changed {changed} without a journal row"
    if was is not None and changed and row["version"] - was["version"] not in raised:
        yield f"the referral {row['id']} changed, its version went to {row['version']}"


def _told_of_case(before: Seen, after: Seen, case_id: int, row: Row, told: bool) -> Iterator[str]:
    was = before.cases.get(case_id)
    changed = {"id"} if was is None else differing(was, row, CACHED)
    needs = {n["id"]: n for n in after.needs.values() if n["case_id"] == case_id}
    moved = {n for n, need in needs.items() if before.needs.get(n) != need}
    if (changed or moved) and not told:
        yield f"the case {case_id} changed {changed | moved} without a journal row"
    if was is not None and (changed or told) and row["version"] <= was["version"]:
        yield f"the case {case_id} was acted on, its version stayed {row['version']}"


def finals_stay(before: Seen, after: Seen, act: str) -> Iterator[str]:
    """What is final stays as it is, except by the acts that take it up again."""
    for was in before.referrals.values():
        row = after.referrals[was["id"]]
        allowed = _MOVED if act in _MERGES else ()
        touched = differing(was, row, CACHED | set(allowed))
        if was["state"] in FINAL and touched and act != "reopen":
            yield f"{was['number']} was {was['state']}, and {act} changed {touched}"
    for was in before.cases.values():
        row = after.cases[was["id"]]
        ended = was["state"] in OVER and differing(was, row, CACHED)
        if ended and act not in _TOUCH_FINAL:
            yield f"the case {was['id']} was {was['state']}, and {act} changed {ended}"
        if row["state"] in {"closed", "withdrawn", "void", "merged"} and row["closed_at"] is None:
            yield f"the case {row['id']} is {row['state']} and says not when"
        if was["number"] and was["number"] != row["number"]:
            yield f"the case {was['id']} has another number"
