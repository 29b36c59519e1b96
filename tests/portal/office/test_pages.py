"""The pages everybody shares: each opens, in every language, with what features put there."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from portal.core import clock, db
from portal.core.i18n import N_, say
from portal.directory import operations
from portal.directory.model import Role
from portal.directory.tables import Session
from portal.notices.model import Recipient
from portal.notices.operations import tell
from portal.office.pages import HANDLERS
from portal.web import slots
from portal.web.board import Figure, Found, Group, Line, Section, Step
from portal.web.visit import Request
from tests.portal.web.conftest import Hire, Open, enter, token_of

PAGES = ("/", "/search", "/notices", "/settings", "/help", "/_ui")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
async def test_every_page_opens_in_every_language(
    opened: Open, hired: Hire, path: str, language: str
) -> None:
    person = await hired()
    async with opened(*HANDLERS) as client:
        token = await enter(client, person)
        chosen = {"_csrf": token, "language": language, "next": path}
        assert (await client.post("/settings/look", data=chosen)).headers["location"] == path
        answer = await client.get(path)

    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text
    assert person.name in answer.text


@pytest.mark.parametrize("path", PAGES)
async def test_a_stranger_is_led_to_the_sign_in(opened: Open, path: str) -> None:
    async with opened(*HANDLERS) as client:
        answer = await client.get(path)

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")


@pytest.fixture
def filled(monkeypatch: pytest.MonkeyPatch) -> None:
    """A feature that fills the office's slots."""
    monkeypatch.setattr(slots, "_SLOTS", {})
    line = Line("/referrals/ZB-1", "ZB-1", "低保", "王*", lamp="red", days=-2, state="待签收")

    @slots.fills("home.sections")
    async def sections(request: Request) -> list[Section]:
        return [
            Section("即将到期", "/referrals?view=yellow", 0, empty="没有", order=60),
            Section("逾期", "/referrals?view=red", 1, (line,), alarm=True, order=10),
        ]

    @slots.fills("home.figures")
    async def figures(request: Request) -> list[Figure]:
        return [Figure("逾期", "1", address="/referrals?view=red", alarm=True)]

    @slots.fills("home.steps")
    async def steps(request: Request) -> list[Step]:
        return [Step("登记第一件", "/cases/new", done=False)]

    @slots.fills("search")
    async def search(request: Request, *, q: str) -> list[Group]:
        hits = {"王": 2, "ZB-1": 1}.get(q, 0)
        return [Group("转办单", tuple(Found(f"/referrals/{n}", f"{q} {n}") for n in range(hits)))]


@pytest.mark.usefixtures("filled")
async def test_home_shows_what_features_know_the_most_urgent_first(
    opened: Open, hired: Hire
) -> None:
    person = await hired()
    async with opened(*HANDLERS) as client:
        await enter(client, person)
        page = (await client.get("/")).text

    assert page.index("逾期") < page.index("即将到期")
    assert 'href="/referrals/ZB-1"' in page
    assert "登记第一件" in page


@pytest.mark.usefixtures("filled")
async def test_search_lists_hits_and_opens_a_single_one(opened: Open, hired: Hire) -> None:
    person = await hired()
    async with opened(*HANDLERS) as client:
        form = {"_csrf": await enter(client, person)}
        many = await client.post("/search", data={**form, "q": "王"})
        one = await client.post("/search", data={**form, "q": "ZB-1"})
        none = await client.post("/search", data={**form, "q": "没有这个人"})
        long = await client.post("/search", data={**form, "q": "长" * 100})

    assert (many.status_code, many.text.count('class="line line-found"')) == (200, 2)
    assert (one.status_code, one.headers["location"]) == (303, "/referrals/0")
    assert "没有找到" in none.text
    assert long.status_code == 422
    assert "长" * 100 in long.text


async def test_an_open_page_hears_of_unread_notices_and_does_not_keep_the_session(
    opened: Open, hired: Hire
) -> None:
    person, at = await hired(), clock.now()
    async with db.write():
        await tell([Recipient(person.id)], kind="k", sentence=say("已保存。"), address="/", at=at)
    async with opened(*HANDLERS) as client:
        await enter(client, person)
        mine = Session.person_id == person.id
        await Session.update({Session.seen_at: at - timedelta(minutes=20)}).where(mine)

        heard = await client.get("/notices/unread", headers={"hx-request": "true"})
        row = await Session.select(Session.seen_at).where(mine).first()
        client.cookies.clear()
        stranger = await client.get("/notices/unread")

    assert ">1</span>" in heard.text
    assert row is not None
    assert at - row["seen_at"] >= timedelta(minutes=20)
    assert (stranger.status_code, stranger.text) == (286, "")


async def test_notices_are_shown_counted_and_read(opened: Open, hired: Hire) -> None:
    person = await hired()
    async with db.write():
        await tell(
            [Recipient(person.id)], kind="test", address="/referrals/1", at=clock.now(),
            sentence=say(N_("请填写“%(field)s”。"), field="王小明"),
        )  # fmt: skip
    async with opened(*HANDLERS) as client:
        token = await enter(client, person)
        before = await client.get("/notices")
        read = await client.post("/notices/read", data={"_csrf": token})
        after = await client.get("/notices")

    assert "请填写“王小明”。" in before.text
    assert "1 条未读" in before.text
    assert read.headers["location"] == "/notices"
    assert "1 条未读" not in after.text


@pytest.mark.parametrize("notice", ["0", "x", "9" * 30])
async def test_a_notice_with_an_impossible_number_is_refused(
    opened: Open, hired: Hire, notice: str
) -> None:
    person = await hired()
    async with opened(*HANDLERS) as client:
        form = {"_csrf": await enter(client, person), "notice": notice}
        assert (await client.post("/notices/read", data=form)).status_code == 422


async def _look(client: httpx.AsyncClient, **chosen: str) -> httpx.Response:
    token = token_of((await client.get("/sign-in")).text)
    return await client.post("/settings/look", data={"_csrf": token, **chosen})


async def test_a_stranger_too_chooses_language_and_light(opened: Open) -> None:
    async with opened(*HANDLERS) as client:
        answer = await _look(client, language="en", next="/sign-in?next=/cases")
        await _look(client, theme="dark")
        page = (await client.get("/sign-in")).text

    assert answer.headers["location"] == "/sign-in?next=/cases"
    assert '<html lang="en" data-theme="dark">' in page


async def test_a_strange_choice_counts_as_none(opened: Open) -> None:
    async with opened(*HANDLERS) as client:
        assert (await _look(client, theme='"><script>', text_size="9")).status_code == 303
        assert '<html lang="zh-Hans">' in (await client.get("/sign-in")).text
        assert (await _look(client, language="klingon")).status_code == 422


async def test_the_own_password_is_changed_and_other_sessions_end(
    opened: Open, hired: Hire
) -> None:
    person = await hired()
    code = await operations.make_activation(person.id, by=None, at=clock.now())
    await operations.activate(code, "the first long password", at=clock.now())
    async with opened(*HANDLERS) as client:
        await enter(client, person)
        other = {"cookie": f"lianban={client.cookies['lianban']}"}
        form = {
            "_csrf": await enter(client, person),
            "new": "a second long one",
            "again": "a second long one",
        }
        wrong = await client.post("/settings/password", data={**form, "current": "no"})
        right = await client.post(
            "/settings/password", data={**form, "current": "the first long password"}
        )

        assert wrong.status_code == 422
        assert "原密码不对" in wrong.text
        assert "a second long one" not in wrong.text
        assert right.status_code == 303
        assert "密码已更改" in (await client.get("/settings")).text
        assert (await client.get("/", headers=other)).status_code == 303


async def test_own_sessions_are_listed_and_ended_nobody_elses(opened: Open, hired: Hire) -> None:
    person, stranger = await hired(), await hired()
    async with opened(*HANDLERS) as client:
        await enter(client, stranger)
        theirs = {"cookie": f"lianban={client.cookies['lianban']}"}
        token = await enter(client, person)
        form = {"_csrf": token}
        page = (await client.get("/settings")).text

        assert page.count("本次") == 1
        for code in ("1", "999999999", "x", "-1", "9" * 30):
            end = await client.post(f"/settings/sessions/{code}/end", data=form)
            assert end.status_code == 404
        assert (await client.post("/settings/sessions/end-others", data=form)).status_code == 303
        assert (await client.get("/", headers=theirs)).status_code == 200


async def test_health_needs_nobody_and_figures_are_for_this_machine_and_its_keeper(
    opened: Open, hired: Hire
) -> None:
    keeper, clerk = await hired(Role.SYSADMIN, "civil_affairs"), await hired()
    async with opened(*HANDLERS) as client:
        assert (await client.get("/healthz")).json()["pid"]
        assert (await client.get("/readyz")).status_code == 200
        assert (await client.get("/metrics")).status_code == 403
        await enter(client, clerk)
        assert (await client.get("/metrics")).status_code == 403
        await enter(client, keeper)
        figures = await client.get("/metrics")

    assert 'lianban_answers_total{method="GET",route="/healthz",status="200"}' in figures.text
