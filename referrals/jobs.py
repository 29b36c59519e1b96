"""What happens later: telling whoever has to hear of an act, and chasing what is due.

A job names the act and the referral; who is told is looked up when it runs, so that people who came
or left meanwhile are right. The words hold no personal data: the number leads to the rest.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

from portal.core import db
from portal.core.calendar import day_of
from portal.core.errors import NotFound
from portal.core.i18n import N_, say
from portal.directory.counted import counts
from portal.directory.model import Role
from portal.directory.operations import counts_in_hand, when_unit_ended
from portal.directory.queries import person as person_of
from portal.directory.queries import recipients
from portal.jobs.long import long_work
from portal.jobs.queue import enqueue
from portal.jobs.registry import job
from portal.notices.model import Recipient
from portal.notices.operations import tell
from portal.notices.webhooks.outbox import described_by
from referrals.model import Referral
from referrals.operations import carry_over, chasing, ledgers, recounting
from referrals.queries import notes, readers
from referrals.queries.folder import open_folder
from referrals.queries.succession import in_hand_of
from referrals.queries.told import supervisors
from referrals.tables import CaseRow, ReferralRow

counts("referrals", recounting)

_UNIT = (Role.HANDLER, Role.HEAD)
_DESK = (Role.CLERK, Role.SUPERVISOR)

# Whom an act concerns, and what is said to them.
_WORDS: dict[str, tuple[str, tuple[Role, ...], str]] = {
    "referral:send": ("unit", _UNIT, N_("新转办单 %(number)s，请签收。")),
    "referral:send_back": ("unit", _UNIT, N_("转办单 %(number)s 被退回重办。")),
    "referral:overrule_return": ("unit", _UNIT, N_("转办单 %(number)s 的退回申请未获同意。")),
    "referral:chase": ("unit", _UNIT, N_("催办：转办单 %(number)s。")),
    "referral:keeps_away": (
        "unit", _UNIT, N_("转办单 %(number)s 的经办人须回避，请重新指派。")),
    "referral:assign": ("unit", _UNIT, N_("转办单 %(number)s 已指派。")),
    "referral:lead": ("unit", _UNIT, N_("贵单位成为 %(number)s 的牵头单位。")),
    "referral:grant_extension": ("unit", _UNIT, N_("转办单 %(number)s 已同意延期。")),
    "referral:refuse_extension": ("unit", _UNIT, N_("转办单 %(number)s 未同意延期。")),
    "referral:ask_return": ("desk", (Role.SUPERVISOR,), N_("转办单 %(number)s 申请退回，请审批。")),
    "referral:ask_extension": (
        "desk", (Role.SUPERVISOR,), N_("转办单 %(number)s 申请延期，请审批。")),
    "referral:propose_meeting": (
        "desk", (Role.SUPERVISOR,), N_("转办单 %(number)s 建议提请联席会议，请决定。")),
    "referral:files_handed": ("unit", _UNIT, N_("转办单 %(number)s 有新移交的材料。")),
    "referral:files_added": ("desk", _DESK, N_("承办单位为转办单 %(number)s 上传了材料。")),
    "referral:complete": ("desk", _DESK, N_("转办单 %(number)s 已办结，请回访。")),
}  # fmt: skip
_MENTIONED = N_("%(number)s 的一条记录提到了您。")
_CARRIED = N_("单位撤并：%(n)s 件在办转办单已接续到贵单位，请分派承办人。")
_CARRIED_CASES = N_("单位撤并：%(n)s 件受理件已接续到贵窗口，请确认首问责任人。")


@job("referrals.tell")
async def tell_of(payload: dict[str, Any], *, at: datetime) -> None:
    """Tell the unit or the desk of an act."""
    folder = await open_folder(payload["case"])
    held = [each for each in folder.referrals if each.id == payload["subject"]]
    if not held:
        # Moved to another case by a merge: whoever has it now was told of that.
        return
    side, roles, words = _WORDS[payload["tag"]]
    unit_id = held[0].unit_id if side == "unit" else folder.case.window_id
    await _tell(unit_id, roles, held[0], payload["tag"], words, at)


@job("referrals.mention")
async def mention(payload: dict[str, Any], *, at: datetime) -> None:
    """Tell those a remark mentions, as far as they may still read it."""
    held, case_id = await notes.with_case(payload["note"])
    folder = await open_folder(case_id)
    of = [each.key for each in folder.referrals if each.id == held.referral_id]
    number = of[0] if of else folder.case.key
    told = []
    for person_id in payload["people"]:
        with suppress(NotFound):
            person = await person_of(person_id, on=day_of(at))
            if readers.reads_note(person, folder, held, at=at):
                told.append(Recipient(person.id, person.email, person.language))
    async with db.write():
        await tell(told, kind="referral:mention", sentence=say(_MENTIONED, number=number),
                   address=notes.address(folder, held), at=at)  # fmt: skip


async def _tell(
    unit_id: int, roles: tuple[Role, ...], referral: Referral, kind: str, words: str, at: datetime
) -> None:
    # A window without a supervisor of its own has the one of the desk above it.
    alone = roles == (Role.SUPERVISOR,)
    told = await (
        supervisors(unit_id, on=day_of(at)) if alone else recipients(unit_id, roles, on=day_of(at))
    )
    sentence = say(words, number=referral.key)
    async with db.write():
        await tell(told, kind=kind, sentence=sentence, address=f"/referrals/{referral.key}", at=at)


@job("referrals.chase", every=300)
async def chase(payload: dict[str, Any], *, at: datetime) -> None:  # noqa: ARG001 - a job's form
    """Chase what became yellow or red since the last time, and propose the meeting."""
    await chasing.chase_referrals(at=at)
    await chasing.chase_cases(at=at)
    await chasing.propose_meetings(at=at)


long_work("referrals.ledger_check")(ledgers.check_step)
long_work("referrals.ledger_import")(ledgers.import_step)
long_work("referrals.ledger_undo")(ledgers.undo_step)

described_by("case", CaseRow)
described_by("referral", ReferralRow)


counts_in_hand(in_hand_of)


@when_unit_ended
async def unit_ended(unit_id: int, *, at: datetime) -> None:  # noqa: ARG001 - a follower's form
    """Carry over at once what the unit still has in hand."""
    await _carry({}, at)


@job("referrals.carry", every=3600)
async def carry(payload: dict[str, Any], *, at: datetime) -> None:
    """Carry over what ended units, or units in places that moved, still have in hand."""
    await _carry(payload, at)


async def _carry(payload: dict[str, Any], at: datetime) -> None:
    done = await carry_over(at=at, after=payload.get("after", 0))
    async with db.write():
        for unit_id, n in done.referrals.items():
            await _tell_of_many(unit_id, _UNIT, _CARRIED, n, "/referrals", at)
        for unit_id, n in done.cases.items():
            await _tell_of_many(unit_id, _DESK, _CARRIED_CASES, n, "/cases", at)
        if done.last is not None:
            # In portions, so that no run outlives its lease.
            rest = {"after": done.last}
            await enqueue("referrals.carry", key=str(done.last), payload=rest, at=at)


async def _tell_of_many(
    unit_id: int, roles: tuple[Role, ...], words: str, n: int, address: str, at: datetime
) -> None:
    told = await recipients(unit_id, roles, on=day_of(at))
    await tell(told, kind="referral:carry", sentence=say(words, n=n), address=address, at=at)
