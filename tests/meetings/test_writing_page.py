"""The writing page and its API: an item at a time, read-only beside a writer, side by side."""

from __future__ import annotations

import re
from typing import Any

from meetings.phrases import PHRASES
from portal.core.ids import new_code
from tests.meetings.round_table import Table
from tests.referrals.visiting import Visitor, words_in


async def _drafted(table: Table) -> tuple[str, int]:
    """Return the address of a writing page, and its item."""
    _, topic = await table.escalated()
    minutes = await table.written(topic)
    return f"/meetings/{minutes.key}/minutes/write", minutes.items[0].id


def _api(address: str, item: int) -> str:
    key = address.split("/")[2]
    return f"/minutes/{key}/items/{item}"


async def _saves(visit: Visitor, address: str, item: int, text: str, revision: int) -> Any:
    answer = await visit.asks(
        f"{_api(address, item)}/save", revision=revision, text=text, page=new_code(), sent=1
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_the_page_shows_agenda_text_phrases_and_what_is_resolved(
    table: Table, visiting: Any
) -> None:
    address, item = await _drafted(table)
    visit = await visiting(table.person("secretary"))

    page = await visit.sees(f"{address}?item={item}")

    assert re.search(r"<textarea[^>]*name=\"text\"[^>]*>\s*会议同意。", page)
    assert all(f'data-phrase="{each}"' in page for each in PHRASES)
    assert "由区医保局牵头建立信息推送机制。" in page
    assert f'action="{address}/resolve"' in page
    assert f'href="{address}"' in await visit.sees(address.removesuffix("/write"))


async def test_a_form_without_the_script_saves_and_stays_at_the_item(
    table: Table, visiting: Any
) -> None:
    address, item = await _drafted(table)
    visit = await visiting(table.person("secretary"))

    answer = await visit.sends(f"{address}/{item}", revision="0", page="p", text="会议决定。")

    assert answer.status_code == 303
    assert answer.headers["location"] == f"{address}?item={item}"
    assert "会议决定。" in await visit.sees(f"{address}?item={item}")
    assert "会议决定。" in await visit.sees(address.replace("write", f"texts?item={item}"))


async def test_somebody_else_sees_who_writes_and_takes_over_when_they_have_left(
    table: Table, visiting: Any
) -> None:
    address, item = await _drafted(table)
    one, two = await visiting(table.person("secretary")), await visiting(await table.colleague())
    held = await one.asks(f"{_api(address, item)}/hold", page="one")
    assert held.json()["writer"]["me"] is True

    watching = await two.sees(f"{address}?item={item}")
    part = {"hx-request": "true", "hx-target": "writing"}
    refused = await two.sends(f"{address}/{item}/hold", page="two")
    await one.asks(f"{_api(address, item)}/leave", page="one")
    stopped = (await two.client.get(f"{address}?item={item}", headers=part)).text
    taken = await two.sends(f"{address}/{item}/hold", page="two")

    assert f"{one.person.name} 正在编写" in words_in(watching)
    assert 'id="writing-form"' not in watching
    # The part that renews itself offers the item; only a page of its own can save as one types.
    assert "已经停笔，您可以接手。" in stopped
    assert 'id="writing-form"' not in stopped
    assert "<html" not in stopped
    assert refused.status_code == 409
    assert taken.status_code == 303
    assert f"{two.person.name} 正在编写" in words_in(await one.sees(f"{address}?item={item}"))


async def test_two_texts_for_one_place_are_shown_beside_each_other_and_made_one(
    table: Table, visiting: Any
) -> None:
    address, item = await _drafted(table)
    one, two = await visiting(table.person("secretary")), await visiting(await table.colleague())
    first = await _saves(one, address, item, "会议同意十日内办结。", 0)
    second = await _saves(two, address, item, "会议同意二十日内办结。", 0)
    assert (first["state"], second["state"]) == ("saved", "aside")
    await one.asks(f"{_api(address, item)}/leave", page="x")

    page = await one.sees(f"{address}?item={item}")
    settled = await one.sends(
        f"{address}/{item}/settle", aside=second["aside"], revision=str(second["revision"]),
        text="会议同意十五日内办结。",
    )  # fmt: skip
    again = await one.asks(
        f"{_api(address, item)}/settle", aside=second["aside"], revision=2, text="又。"
    )

    assert "会议同意十日内办结。" in page
    assert "会议同意二十日内办结。" in page
    assert settled.status_code == 303
    assert again.status_code == 422
    assert (await one.reads(_api(address, item)))["text"] == "会议同意十五日内办结。"
    kept = (await one.reads(f"{_api(address, item)}/texts"))["items"]
    assert [each["text"] for each in kept][-1] == "会议同意十五日内办结。"


async def test_a_matter_is_resolved_beside_the_text_and_the_page_stays_at_the_item(
    table: Table, visiting: Any
) -> None:
    address, item = await _drafted(table)
    visit = await visiting(table.person("secretary"))
    bureau = table.stage.units["bureau"].code

    done = await visit.acts(address, "resolve", item=str(item), text="每月通报。", lead=bureau)
    wrong = await visit.acts(address, "resolve", item=str(item), text="每月通报。", lead="")

    assert done.headers["location"] == f"{address}?item={item}"
    assert "每月通报。" in await visit.sees(f"{address}?item={item}")
    assert wrong.status_code == 422


async def test_only_who_writes_minutes_comes_here_and_only_to_what_is_there(
    table: Table, visiting: Any
) -> None:
    address, item = await _drafted(table)
    convener = await visiting(table.person("convener"))
    secretary = await visiting(table.person("secretary"))

    assert (await convener.client.get(address)).status_code == 403
    refused = await convener.asks(f"{_api(address, item)}/save", revision=0, text="改。")
    assert refused.status_code == 403
    for strange in (f"{_api(address, 10**12)}/texts", f"/minutes/none/items/{item}"):
        assert (await secretary.client.get(f"/api/v1{strange}")).status_code == 404
    for strange in ("", "x", "999999999999"):
        there = address.replace("write", f"texts?item={strange}")
        assert (await secretary.client.get(there)).status_code == 404
