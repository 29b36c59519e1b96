"""One act on many referrals: looked at first, then taken row by row; what fails says why."""

from __future__ import annotations

import io
import re

import pdfplumber

from portal.directory.model import Role
from tests.referrals.conftest import Visit
from tests.referrals.visiting import Visitor, words_in

MEDICAL = "medical_security"


async def _sent(visiting: Visit, times: int) -> tuple[Visitor, list[str]]:
    """A handler, and the numbers of referrals that wait to be accepted by the unit."""
    clerk = await visiting()
    numbers = []
    for _ in range(times):
        first, *_rest = await clerk.sends_out(await clerk.registers())
        numbers.append(first.rpartition("/")[2])
    return await visiting(Role.HANDLER, MEDICAL), numbers


def _looked_at(page: str) -> dict[str, str]:
    """The fields the look's form would send."""
    return dict(re.findall(r'name="(rows\.\d+\.\w+)" value="([^"]*)"', page))


def _picking(numbers: list[str], act: str = "accept") -> str:
    return f"/referrals/bulk?act={act}" + "".join(f"&picked={each}" for each in numbers)


async def test_the_worklist_offers_what_may_be_done_to_many(visiting: Visit) -> None:
    handler, numbers = await _sent(visiting, 1)

    page = await handler.sees("/referrals?view=to_accept")

    assert f'name="picked" value="{numbers[0]}"' in page
    assert "批量签收" in words_in(page)


async def test_a_look_says_row_by_row_what_would_come_of_it_and_does_nothing(
    visiting: Visit,
) -> None:
    handler, numbers = await _sent(visiting, 2)
    await handler.acts(f"/referrals/{numbers[1]}", "accept")

    page = await handler.sees(_picking([*numbers, "500116120-2026-999999-01"]))

    assert _looked_at(page)["rows.0.key"] == numbers[0]
    assert "rows.1.key" not in page
    words = words_in(page)
    assert "签收 1 件" in words
    assert "现在的状态下不能办理这一项" in words
    assert "没有找到您要的内容" in words
    assert 'name="act" value="accept"' in page
    state = (await handler.reads(f"/referrals/{numbers[0]}"))["state"]
    assert state == "sent"


async def test_of_forty_rows_two_fail_with_their_reasons_and_the_others_are_done(
    visiting: Visit,
) -> None:
    handler, numbers = await _sent(visiting, 40)
    fields = _looked_at(await handler.sees(_picking(numbers)))
    # Between the look and the act a colleague was faster on one, and another was withdrawn.
    other = await visiting(Role.HANDLER, MEDICAL)
    await other.acts(f"/referrals/{numbers[3]}", "accept")
    desk = await visiting(Role.SUPERVISOR)
    await desk.acts(f"/referrals/{numbers[7]}", "withdraw", reason="当事人撤回", with_all="yes")

    answer = await handler.sends("/referrals/bulk", act="accept", **fields)

    words = words_in(answer.text)
    assert "办成 38 件，没有办成 2 件。" in words
    assert answer.text.count("没有办成</") == 2
    assert "在您打开之后，别人已经更改了它" in words
    assert set(re.findall(r'name="picked" value="([^"]+)"[^>]* checked', answer.text)) == {
        numbers[3], numbers[7],
    }  # fmt: skip
    looked = words_in(await handler.sees(_picking([numbers[3], numbers[7]])))
    assert "0 件可办，2 件不可办" in looked
    done = [n for n in numbers if n not in {numbers[3], numbers[7]}]
    for number in (done[0], done[-1]):
        assert (await handler.reads(f"/referrals/{number}"))["state"] == "accepted"
    assert (await handler.reads(f"/referrals/{numbers[7]}"))["state"] == "withdrawn"


async def test_what_an_act_asks_is_asked_once_for_all_and_kept_when_it_is_missing(
    visiting: Visit,
) -> None:
    _, numbers = await _sent(visiting, 2)
    head = await visiting(Role.HEAD, MEDICAL)
    page = await head.sees(_picking(numbers, "assign"))
    login = re.findall(r'<option value="([^"]+)"[^>]*>[^<]*</option>', page)[-1]

    missing = await head.sends("/referrals/bulk", act="assign", **_looked_at(page))
    given = await head.sends("/referrals/bulk", act="assign", handler=login, **_looked_at(page))

    assert missing.status_code == 422
    assert f'value="{numbers[1]}"' in missing.text
    assert "办成 2 件，没有办成 0 件。" in words_in(given.text)


async def test_nothing_picked_an_unknown_act_and_too_many_are_said_plainly(
    visiting: Visit,
) -> None:
    handler, _ = await _sent(visiting, 1)

    assert "没有勾选转办单" in words_in(await handler.sees("/referrals/bulk?act=accept"))
    assert (await handler.client.get("/referrals/bulk?act=void")).status_code == 404
    many = _picking([f"500116120-2026-{n:06}-01" for n in range(101)])
    assert (await handler.client.get(many)).status_code == 422


async def test_who_may_not_take_the_act_is_refused_on_every_row(visiting: Visit) -> None:
    handler, numbers = await _sent(visiting, 1)
    fields = _looked_at(await handler.sees(_picking(numbers)))
    stranger = await visiting(Role.HANDLER, "civil_affairs")

    answer = await stranger.sends("/referrals/bulk", act="accept", **fields)

    assert "办成 0 件，没有办成 1 件。" in words_in(answer.text)
    assert (await handler.reads(f"/referrals/{numbers[0]}"))["state"] == "sent"


async def test_the_slips_of_the_picked_rows_come_as_one_file_in_their_order(
    visiting: Visit,
) -> None:
    handler, numbers = await _sent(visiting, 3)
    picked = "&".join(f"picked={each}" for each in reversed(numbers))

    answer = await handler.client.get(f"/referrals/slips.pdf?{picked}")
    again = await handler.client.get(f"/referrals/slips.pdf?{picked}")

    assert "打印转办单" in words_in(await handler.sees("/referrals?view=to_accept"))
    assert answer.content == again.content
    with pdfplumber.open(io.BytesIO(answer.content)) as opened:
        said = [page.extract_text() or "" for page in opened.pages]
    assert [any(number in text for text in said) for number in numbers] == [True] * 3
    assert numbers[2] in said[0]


async def test_no_slip_of_a_foreign_referral_is_in_the_file(visiting: Visit) -> None:
    handler, numbers = await _sent(visiting, 1)
    stranger = await visiting(Role.HANDLER, "civil_affairs")

    assert (
        await stranger.client.get(f"/referrals/slips.pdf?picked={numbers[0]}")
    ).status_code == 404
    assert (await handler.client.get("/referrals/slips.pdf")).status_code == 409
