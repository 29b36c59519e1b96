"""Webhooks as the system administrator looks after them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import msgspec
import pytest

from portal.core import clock, db
from portal.core import settings as settings_
from portal.core.settings import Settings
from portal.directory.model import Role
from portal.journal.record import record
from portal.journal.tables import Journal
from portal.notices.labels import LABELS
from portal.notices.tables import WebhookDelivery, WebhookEndpoint
from portal.notices.webhooks import sending
from portal.office.pages import HANDLERS
from portal.render import labels
from tests.portal.web.conftest import Hire, Open, enter

KEEPER = (Role.SYSADMIN, "civil_affairs")
URL = "https://hooks.example.org/in"


@pytest.fixture(autouse=True)
async def _allowed(database: Settings) -> AsyncIterator[None]:
    for words in LABELS:
        labels.register(words)
    settings_.use(msgspec.structs.replace(database, webhook_hosts=("hooks.example.org",)))
    yield
    settings_.use(database)
    await WebhookDelivery.delete(force=True)
    await WebhookEndpoint.delete(force=True)


async def test_an_endpoint_is_made_changed_and_switched_off(opened: Open, hired: Hire) -> None:
    keeper = await hired(*KEEPER)
    async with opened(*HANDLERS) as client:
        token = await enter(client, keeper)
        empty = (await client.get("/admin/webhooks")).text
        made = await client.post(
            "/admin/webhooks", data={"_csrf": token, "url": URL, "kinds": ["case", "referral"]}
        )
        (secret,) = re.findall(r"whsec_[A-Za-z0-9+/=]+", made.text)
        here = f"/admin/webhooks/{(await WebhookEndpoint.select())[0]['code']}"
        again = (await client.get(here)).text
        turned = await client.post(f"{here}/rotate", data={"_csrf": token})
        off = await client.post(f"{here}/disable", data={"_csrf": token})
        on = await client.post(f"{here}/enable", data={"_csrf": token})

    assert "还没有接收方" in empty
    assert secret not in again
    assert re.findall(r"whsec_[A-Za-z0-9+/=]+", turned.text) not in ([], [secret])
    assert (off.status_code, on.status_code) == (303, 303)
    verbs = await Journal.select(Journal.tag).where(Journal.tag.like("webhook:%"))
    assert {row["tag"] for row in verbs} >= {
        "webhook:create", "webhook:rotate", "webhook:disable", "webhook:enable"}  # fmt: skip
    assert secret not in str(await Journal.select())


async def test_what_could_not_be_told_is_shown_and_sent_again(opened: Open, hired: Hire) -> None:
    keeper = await hired(*KEEPER)
    async with opened(*HANDLERS) as client:
        token = await enter(client, keeper)
        await client.post("/admin/webhooks", data={"_csrf": token, "url": URL, "kinds": "case"})
        here = f"/admin/webhooks/{(await WebhookEndpoint.select())[0]['code']}"
        async with db.write():
            await record("case:close", subject=("case", 1, "x"), by=None, at=clock.now())
        (row,) = await WebhookDelivery.select()
        await sending._end(row, "dead", sending._Came(500, "answered 500"), clock.now())
        shown = (await client.get(here)).text
        sent = await client.post(f"{here}/deliveries/{row['id']}/replay", data={"_csrf": token})
        strange = await client.post(f"{here}/deliveries/99999/replay", data={"_csrf": token})

    assert "case.close" in shown
    assert "answered 500" in shown
    assert "未能送达" in shown
    assert (sent.status_code, strange.status_code) == (303, 404)
    assert (await WebhookDelivery.select())[0]["state"] == "waiting"


async def test_a_host_that_is_not_allowed_is_refused_at_its_field(
    opened: Open, hired: Hire
) -> None:
    async with opened(*HANDLERS) as client:
        token = await enter(client, await hired(*KEEPER))
        answer = await client.post(
            "/admin/webhooks", data={"_csrf": token, "url": "https://evil.org/", "kinds": "case"}
        )

    assert answer.status_code == 422
    assert "不在允许的名单里" in answer.text
    assert "https://evil.org/" in answer.text


@pytest.mark.parametrize("role", [Role.CLERK, Role.SUPERVISOR, Role.SECADMIN, Role.AUDITOR])
async def test_nobody_else_comes_near(opened: Open, hired: Hire, role: Role) -> None:
    async with opened(*HANDLERS) as client:
        await enter(client, await hired(role))
        assert (await client.get("/admin/webhooks")).status_code == 403
