"""Chases and proposals: said once each, to whom they belong, and journalled."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from portal.core import db
from portal.core.settings import Settings
from portal.directory import operations as directory
from portal.directory.model import Person, Role
from portal.directory.tables import Membership
from portal.journal.queries import of_case
from portal.notices.tables import Notice
from referrals import inputs, jobs, operations
from referrals.model import Referral, Trigger
from referrals.operations import chasing
from referrals.queries import lists
from referrals.tables import CaseRow, ReferralRow
from tests.referrals.offices import Office, folder_of, hire, office, on
from tests.referrals.scenes import registration

# In the announced year 2026: sent on Monday 2 March, the unit responds until the 4th and finishes
# until the 30th, yellow from the 24th; five working days after the 30th is 7 April.
SENT = on("2026-03-02")


@pytest.fixture(scope="module")
async def here(database: Settings) -> Office:
    return await office("500152001")


async def chased(at: datetime) -> None:
    """Let the job run as the worker does."""
    await jobs.chase({}, at=at)


async def told(person: Person) -> list[str]:
    rows = await Notice.select(Notice.kind).where(Notice.person_id == person.id).order_by(Notice.id)
    return [row["kind"] for row in rows if row["kind"].rpartition(":")[2] in {"yellow", "red"}]


async def journalled(case_id: int) -> list[str]:
    acts = {"remind", "overdue", "propose_meeting"}
    return [e.tag for e in await of_case(case_id) if e.tag.partition(":")[2] in acts]


async def in_hand(here: Office, handler: Person) -> Referral:
    """A referral sent, and accepted by this handler."""
    sent = await here.sends(SENT)
    return await here.acts(sent, "accept", handler, on("2026-03-03"))


async def test_yellow_goes_to_the_handler_once(here: Office) -> None:
    handler, colleague = (
        await hire(Role.HANDLER, here.bureau),
        await hire(Role.HANDLER, here.bureau),
    )
    mine = await in_hand(here, handler)

    await chased(on("2026-03-23"))
    assert await told(handler) == []
    await chased(on("2026-03-24"))
    await chased(on("2026-03-25"))

    assert await told(handler) == ["referral:yellow"]
    assert await told(colleague) == []
    assert await journalled(mine.case_id) == ["referral:remind"]


async def test_who_stands_in_for_the_handler_hears_of_it_too(here: Office) -> None:
    handler, other = await hire(Role.HANDLER, here.bureau), await hire(Role.HANDLER, here.bureau)
    await in_hand(here, handler)
    await directory.be_away(
        unit=here.bureau.code, delegate=other.login, since=date(2026, 3, 23),
        until=date(2026, 3, 28), by=handler, at=on("2026-03-20"),
    )  # fmt: skip

    await chased(on("2026-03-24"))

    assert (await told(handler), await told(other)) == (["referral:yellow"], ["referral:yellow"])


async def test_without_a_handler_yellow_goes_to_the_head(here: Office) -> None:
    head = await hire(Role.HEAD, here.bureau)
    await here.sends(SENT)

    await chased(on("2026-03-04"))

    assert await told(head) == ["referral:yellow"]


async def test_red_goes_to_handler_and_head_and_not_to_both_colours_at_once(here: Office) -> None:
    handler, head = await hire(Role.HANDLER, here.bureau), await hire(Role.HEAD, here.bureau)
    mine = await in_hand(here, handler)

    await chased(on("2026-03-31"))

    assert await told(handler) == ["referral:red"]
    assert "referral:red" in await told(head)
    assert await journalled(mine.case_id) == ["referral:overdue"]


async def test_a_clock_that_stands_is_not_chased(here: Office) -> None:
    handler = await hire(Role.HANDLER, here.bureau)
    mine = await in_hand(here, handler)
    await here.acts(mine, "ask_papers", handler, on("2026-03-05"),
                    items=[{"name": "户口簿", "hint": ""}])  # fmt: skip

    await chased(on("2026-06-01"))

    assert await told(handler) == []


async def test_another_due_date_is_chased_for_anew(here: Office) -> None:
    handler = await hire(Role.HANDLER, here.bureau)
    mine = await in_hand(here, handler)
    await here.acts(mine, "ask_extension", handler, on("2026-03-20"), amount=5, basis="规程",
                    reason="需要时间。")  # fmt: skip
    await chased(on("2026-03-24"))
    await here.acts(mine, "grant_extension", here.supervisor, on("2026-03-25"), reason="同意。")

    # Twenty-five days end on 7 April and are yellow from 30 March.
    await chased(on("2026-03-27"))
    assert await told(handler) == ["referral:yellow"]
    await chased(on("2026-03-30"))
    assert await told(handler) == ["referral:yellow", "referral:yellow"]


# --- the desk's own clocks -----------------------------------------------------------------------


async def test_a_registration_is_chased_at_the_first_contact_and_then_the_supervisor(
    here: Office,
) -> None:
    clerk, supervisor = (
        await hire(Role.CLERK, here.window),
        await hire(Role.SUPERVISOR, here.window),
    )
    # Five working days from the 2nd end on the 9th, which is yellow.
    case = await operations.register(registration(), by=clerk, at=SENT)

    await chased(on("2026-03-06"))
    before = await told(clerk)
    await chased(on("2026-03-09"))
    await chased(on("2026-03-10"))

    assert before == []
    assert await told(clerk) == ["case:yellow"]
    assert "case:red" in await told(supervisor)
    assert await journalled(case.id) == ["case:remind", "case:overdue"]


async def test_a_case_that_moved_on_is_chased_for_its_next_step(here: Office) -> None:
    clerk = await hire(Role.CLERK, here.window)
    case = await operations.register(registration(), by=clerk, at=SENT)
    await chased(on("2026-03-09"))
    given = inputs.Acceptance.model_validate(
        {"version": case.version, "consent": {"given": True, "outward": True}}
    )
    await operations.accept_case(case.key, given, by=clerk, at=on("2026-03-09T11:00"))

    # To be sent within a day: yellow from the 10th.
    await chased(on("2026-03-10"))

    assert await told(clerk) == ["case:yellow", "case:yellow"]


async def test_a_return_to_decide_is_the_desks(here: Office) -> None:
    handler = await hire(Role.HANDLER, here.bureau)
    supervisor = await hire(Role.SUPERVISOR, here.window)
    sent = await here.sends(SENT)
    await here.acts(sent, "ask_return", handler, on("2026-03-03"), code="not_our_duty",
                    basis="职责分工", suggested_unit="500152-civil_affairs")  # fmt: skip

    await chased(on("2026-03-05"))

    assert "referral:red" in await told(supervisor)
    assert await told(handler) == []


async def test_a_window_without_a_supervisor_has_the_desks_above(database: Settings) -> None:
    there, above = await office("500153001"), await office("500153")
    await _leave(there.supervisor)
    await operations.register(registration(), by=there.clerk, at=SENT)

    await chased(on("2026-03-10"))

    assert "case:red" in await told(above.supervisor)


async def _leave(person: Person) -> None:
    """Let somebody have left before anything happened."""
    row = Membership
    await row.update({row.valid_to: SENT.date()}).where(row.person_id == person.id)


# --- proposals -----------------------------------------------------------------------------------


async def proposed(referral: Referral) -> Trigger | None:
    return (await folder_of(referral)).referral(referral.id).proposed


async def notices_of(person: Person, case_id: int) -> int:
    for each in await of_case(case_id):
        if each.tag == "referral:propose_meeting":
            payload = {"tag": each.tag, "case": case_id, "subject": each.subject_id}
            await jobs.tell_of(payload, at=SENT)
    kind = Notice.kind == "referral:propose_meeting"
    return await Notice.count().where(kind & (Notice.person_id == person.id))


async def test_five_working_days_past_the_limit_the_meeting_is_proposed_once(here: Office) -> None:
    supervisor = await hire(Role.SUPERVISOR, here.window)
    mine = await in_hand(here, here.handler)
    before = (await folder_of(mine)).referral(mine.id).version

    # The 31st, 1, 2 and 3 April, then the 7th: the 4th to the 6th are Qingming.
    await chased(on("2026-04-07"))
    early = await proposed(mine)
    await chased(on("2026-04-08"))
    await chased(on("2026-04-09"))

    assert early is None
    assert await proposed(mine) is Trigger.LONG_PAST
    assert (await journalled(mine.case_id)).count("referral:propose_meeting") == 1
    assert (await folder_of(mine)).referral(mine.id).version == before, "nobody's form is stale"
    assert await notices_of(supervisor, mine.case_id) == 1
    wanted = lists.Wanted(view="to_meeting", q=mine.number or "")
    page = await lists.referrals(supervisor, wanted, at=on("2026-04-09"))
    assert [line.id for line in page.items] == [mine.id]


async def test_what_the_supervisor_declines_is_not_proposed_again_for_that_limit(
    here: Office,
) -> None:
    mine = await in_hand(here, here.handler)
    await chased(on("2026-04-08"))

    await here.acts(mine, "decline_meeting", here.supervisor, on("2026-04-08T10:00"),
                    reason="已约定本周办结。")  # fmt: skip
    await chased(on("2026-04-20"))

    assert await proposed(mine) is None
    wanted = lists.Wanted(view="to_meeting", q=mine.number or "")
    assert not (await lists.referrals(here.supervisor, wanted, at=on("2026-04-20"))).items
    entry = next(e for e in (await folder_of(mine)).entries if e.tag.endswith("decline_meeting"))
    assert (entry.reason, entry.data["why"]) == ("已约定本周办结。", "long_past")


async def test_a_limit_that_passes_after_an_extension_is_proposed_anew(here: Office) -> None:
    mine = await in_hand(here, here.handler)
    await here.acts(mine, "ask_extension", here.handler, on("2026-03-30"), amount=10, basis="规程",
                    reason="需要时间。")  # fmt: skip
    await chased(on("2026-04-08"))
    await here.acts(mine, "decline_meeting", here.supervisor, on("2026-04-08T10:00"),
                    reason="先延期。")  # fmt: skip
    await here.acts(mine, "grant_extension", here.supervisor, on("2026-04-09"), reason="同意。")

    await chased(on("2026-05-20"))

    assert await proposed(mine) is Trigger.LONG_PAST


async def test_an_extension_takes_the_proposal_away(here: Office) -> None:
    mine = await in_hand(here, here.handler)
    await here.acts(mine, "ask_extension", here.handler, on("2026-03-30"), amount=10, basis="规程",
                    reason="需要时间。")  # fmt: skip
    await chased(on("2026-04-08"))
    was = await proposed(mine)

    await here.acts(mine, "grant_extension", here.supervisor, on("2026-04-09"), reason="同意。")

    assert (was, await proposed(mine)) == (Trigger.LONG_PAST, None)


async def test_an_overruled_return_left_undone_is_disputed(here: Office) -> None:
    sent = await here.sends(SENT)
    asked = await _asks_return(here, sent, on("2026-03-03"), "500152-civil_affairs")
    await here.acts(asked, "overrule_return", here.supervisor, on("2026-03-04"), reason="应办。")
    await chased(on("2026-03-30"))
    in_time = await proposed(sent)

    await chased(on("2026-03-31"))

    assert (in_time, await proposed(sent)) == (None, Trigger.DISPUTED)


async def _asks_return(here: Office, sent: Referral, at: datetime, suggested: str) -> Referral:
    unit = (await folder_of(sent)).referral(sent.id).unit_id
    by = here.handler if unit == here.bureau.id else _others[unit]
    return await here.acts(sent, "ask_return", by, at, code="not_our_duty", basis="职责分工",
                           suggested_unit=suggested)  # fmt: skip


_others: dict[int, Person] = {}


@pytest.fixture(autouse=True)
async def _neighbours(here: Office) -> None:
    """Two more bureaus of the district, to which a need may go."""
    for kind in ("civil_affairs", "health"):
        other = await office("500152001", bureau=kind)
        _others.setdefault(other.bureau.id, other.handler)


@pytest.mark.parametrize(
    ("suggests", "why"),
    [("500152-medical_security", Trigger.NAMING), ("500152-health", Trigger.SECOND_RETURN)],
)
async def test_a_second_return_of_the_need_and_two_that_name_each_other(
    here: Office, suggests: str, why: Trigger
) -> None:
    first = await here.sends(SENT)
    await _asks_return(here, first, on("2026-03-03"), "500152-civil_affairs")
    assert await proposed(first) is None
    await here.acts(first, "approve_return", here.supervisor, on("2026-03-04"), reason="同意。",
                    answer="next_unit", unit="500152-civil_affairs")  # fmt: skip
    second = (await folder_of(first)).referrals[-1]

    await _asks_return(here, second, on("2026-03-05"), suggests)

    assert await proposed(second) is why
    assert (await journalled(first.case_id)).count("referral:propose_meeting") == 1


async def test_putting_it_to_the_meeting_ends_the_proposal(here: Office) -> None:
    mine = await in_hand(here, here.handler)
    await chased(on("2026-04-08"))
    held = (await folder_of(mine)).referral(mine.id)

    async with db.write():
        await operations.put_to_meeting(
            held.key, held.version, by=here.supervisor, at=on("2026-04-09"), topic="t"
        )

    assert await proposed(mine) is None


async def test_what_is_chased_stands_in_the_rows(here: Office) -> None:
    mine = await in_hand(here, here.handler)
    await chased(on("2026-03-24"))

    row = await ReferralRow.select(ReferralRow.chased).where(ReferralRow.id == mine.id).first()
    case = await CaseRow.select(CaseRow.chased).where(CaseRow.id == mine.case_id).first()

    assert row == {"chased": chasing.YELLOW}
    assert case == {"chased": ""}
