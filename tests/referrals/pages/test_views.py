"""Saved views: a name for the filters of a list, one's own or the unit's."""

from __future__ import annotations

import re

from portal.directory.model import Role
from tests.referrals.conftest import Visit
from tests.referrals.visiting import words_in

MEDICAL = "medical_security"


async def test_filters_are_saved_under_a_name_and_open_the_list(visiting: Visit) -> None:
    handler = await visiting(Role.HANDLER, MEDICAL)
    page = await handler.sees("/referrals?view=all&lamp=red&cursor=")
    form = await handler.sees(re.findall(r'href="(/views[^"]+listed=referrals)"', page)[0]
                              .replace("&amp;", "&"))  # fmt: skip
    query = re.findall(r'name="query" value="([^"]*)"', form)[0].replace("&amp;", "&")

    saved = await handler.sends("/views", listed="referrals", name="逾期的", query=query, start="1")
    again = await handler.sends("/views", listed="referrals", name="逾期的", query=query)

    assert saved.headers["location"] == "/referrals?lamp=red&view=all"
    assert again.status_code == 422
    assert "已有同名的视图" in words_in(again.text)
    assert 'value="逾期的"' in again.text
    opened = await handler.client.get("/referrals")
    assert opened.headers["location"] == "/referrals?lamp=red&view=all"
    shown = await handler.sees("/referrals?lamp=red&view=all")
    assert re.search(r'aria-current="page">逾期的', shown)
    stranger = await visiting(Role.HANDLER, MEDICAL)
    assert "逾期的" not in await stranger.sees("/referrals?view=all")
    assert (await handler.client.get("/referrals?view=all")).status_code == 200


async def test_a_units_view_is_saved_by_its_head_and_used_by_all(visiting: Visit) -> None:
    head, handler = await visiting(Role.HEAD, MEDICAL), await visiting(Role.HANDLER, MEDICAL)
    given = {"listed": "referrals", "name": head.login[:12], "query": "view=overdue",
             "for_unit": True}  # fmt: skip

    refused = await handler.asks("/views", **given)
    made = (await head.asks("/views", **given)).json()

    assert refused.status_code == 403
    assert made["for_unit"]
    assert made["name"] in await handler.sees("/referrals?view=all")
    assert (await handler.asks(f"/views/{made['code']}/delete")).status_code == 403
    other = await visiting(Role.HANDLER, "civil_affairs")
    assert (await other.asks(f"/views/{made['code']}/delete")).status_code == 404
    renamed = await head.asks(f"/views/{made['code']}/change", name=f"新{made['name'][:9]}")
    assert renamed.json()["name"].startswith("新")
    assert (await head.asks(f"/views/{made['code']}/delete")).status_code == 200
    assert made["code"] not in {each["code"] for each in (await handler.reads("/views"))["items"]}


async def test_a_saved_view_holds_filters_alone(visiting: Visit) -> None:
    handler = await visiting(Role.HANDLER, MEDICAL)

    made = await handler.asks("/views", listed="cases", name="x", query="?cursor=abc&q=%3Cb&evil=1")

    assert made.json()["query"] == "q=%3Cb"
    assert (await handler.asks("/views", listed="units", name="y")).status_code == 422
    assert (await handler.asks("/views", listed="cases", name="太长" * 9)).status_code == 422
