"""Reading forms and JSON: all mistakes at once, nothing that could not be stored."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

import httpx
import pytest
from litestar import post
from pydantic import BaseModel, Field, field_validator
from pydantic_core import PydanticCustomError

from portal.web import forms, respond
from portal.web.gate import PUBLIC, permission
from portal.web.visit import Request
from tests.portal.web.conftest import Open


class Sex(StrEnum):
    MALE = "male"
    FEMALE = "female"


class Member(BaseModel):
    name: str = Field(title="姓名", max_length=4)
    sex: Sex | None = None


class Household(BaseModel):
    words: Annotated[str, Field(title="所求", max_length=20)]
    born: date | None = None
    amount: Annotated[int, Field(ge=0)] = 0
    channels: list[str] = []
    members: list[Member] = []
    number: str = ""

    @field_validator("number")
    @classmethod
    def _eighteen(cls, value: str) -> str:
        if value and len(value) != 18:
            raise PydanticCustomError(
                "id_length", "证件号码应为 18 位，现为 %(n)s 位。", {"n": len(value)}
            )
        return value


@post("/api/read", opt=permission(PUBLIC), status_code=200)
async def read(request: Request) -> respond.Answer:
    given = await forms.read(Household, request)
    return respond.json(
        {"given": given.model_dump(mode="json"), "typed": request.visit.typed.fields}
    )


# Who brings a bearer token needs no other proof, but this one would have to be known; so the tests
# prove themselves as a form of the same stranger would.
async def _send(opened: Open, **request: Any) -> httpx.Response:
    async with opened(read) as client:
        client.cookies.set("lianban-visit", "stranger")
        headers = {"x-csrf-token": _token(), **request.pop("headers", {})}
        return await client.post("/api/read", headers=headers, **request)


def _token() -> str:
    from portal.core import crypto

    return crypto.sign("csrf-stranger", "stranger")


async def _problems(opened: Open, data: dict[str, Any]) -> dict[str, str]:
    answer = await _send(opened, data=data)
    assert answer.status_code == 422, answer.text
    return {problem["field"]: problem["detail"] for problem in answer.json()["errors"]}


async def test_dotted_names_become_rows_and_blank_rows_vanish(opened: Open) -> None:
    answer = await _send(
        opened,
        data={
            "words": "低保", "born": "1990-02-28", "channels": "window", "members.0.name": "王一",
            "members.1.name": "  ", "members.1.sex": "", "members.10.name": "王二",
            "members.10.sex": "female", "_csrf": _token(), "_once": "x", "_step": "x",
        },
    )  # fmt: skip

    given = answer.json()["given"]
    assert given["members"] == [
        {"name": "王一", "sex": None}, {"name": "王二", "sex": "female"}
    ]  # fmt: skip
    assert given["channels"] == ["window"]
    assert given["born"] == "1990-02-28"


async def test_a_name_that_comes_twice_is_a_list(opened: Open) -> None:
    answer = await _send(opened, data={"words": "x", "channels": ["window", "home"]})

    assert answer.json()["given"]["channels"] == ["window", "home"]


async def test_every_mistake_is_named_at_its_field_with_its_mend(opened: Open) -> None:
    problems = await _problems(
        opened,
        {
            "born": "someday", "amount": "many", "members.0.name": "名字太长了呀",
            "members.0.sex": "other", "number": "440", "role": "sysadmin",
        },
    )  # fmt: skip

    assert problems == {
        "words": "请填写“所求”。",
        "born": "请填写日期，例如 2026-11-25。",
        "amount": "请填写数字，例如 3。",
        "members.0.name": "最多 4 个字，请缩短。",
        "members.0.sex": "请从给出的选项中选择。",
        "number": "证件号码应为 18 位，现为 3 位。",
        "role": "这里不接受“role”这一项，请去掉后再提交。",
    }


async def test_a_row_without_what_it_needs_says_so_by_the_fields_name(opened: Open) -> None:
    problems = await _problems(opened, {"words": "x", "members.0.sex": "male"})

    assert problems == {"members.0.name": "请填写“姓名”。"}


async def test_json_is_read_like_a_form(opened: Open) -> None:
    answer = await _send(opened, json={"words": "低保", "members": [{"name": "王一"}]})

    assert answer.json()["given"]["members"] == [{"name": "王一", "sex": None}]


async def test_multipart_is_read_like_a_form(opened: Open) -> None:
    answer = await _send(
        opened, data={"words": "低保"}, files={"paper": ("a.pdf", b"%PDF", "application/pdf")}
    )

    assert answer.json()["given"]["words"] == "低保"


@pytest.mark.parametrize(
    "body",
    [
        b"{", b"[1]", b'"x"', b"\xff", b'{"words":"\xff"}',
        b'{"words":"a\\u0000b"}', b'{"words":"\\ud800"}',
        b"[" * 100_000, b'{"amount":' + b"9" * 400 + b"}", b'{"words":1e999}', b'{"words":NaN}',
        b'{"a":' * 60 + b"1" + b"}" * 60,
    ],
)  # fmt: skip
async def test_json_that_cannot_be_kept_is_refused(opened: Open, body: bytes) -> None:
    answer = await _send(opened, content=body, headers={"content-type": "application/json"})

    assert answer.status_code == 400
    assert answer.json()["code"] == "malformed"


@pytest.mark.parametrize(
    "body",
    [
        b"words=a%00b", b"words=a\x00b", b"words=%ff%fe", b"wor%00ds=a", b"a.b.c.d.e.f.g.h=1",
        b"words=1&words.x=2", b"words.x=1&words=2",
    ],
)  # fmt: skip
async def test_a_form_that_cannot_be_kept_is_refused(opened: Open, body: bytes) -> None:
    kind = {"content-type": "application/x-www-form-urlencoded"}
    answer = await _send(opened, content=body, headers=kind)

    assert answer.status_code == 400


async def test_bad_text_in_multipart_is_refused(opened: Open) -> None:
    part = b'--x\r\ncontent-disposition: form-data; name="words"\r\n\r\n%b\r\n--x--\r\n'
    kind = {"content-type": "multipart/form-data; boundary=x"}

    for bad in (b"\xff\xfe", b"a\x00b"):
        answer = await _send(opened, content=part % bad, headers=kind)
        assert answer.status_code == 400
    assert (await _send(opened, content=b"--y", headers=kind)).status_code == 400
    none = {"content-type": "multipart/form-data"}
    assert (await _send(opened, content=b"--y", headers=none)).status_code == 400


async def test_200000_fields_are_too_many(opened: Open) -> None:
    kind = {"content-type": "application/x-www-form-urlencoded"}
    answer = await _send(opened, content=b"a=1&" * 200_000, headers=kind)

    assert answer.status_code == 413


async def test_1500_parts_are_too_many(opened: Open) -> None:
    part = b'--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n'
    kind = {"content-type": "multipart/form-data; boundary=x"}

    assert (await _send(opened, content=part * 1500 + b"--x--", headers=kind)).status_code == 413


async def test_more_than_a_megabyte_of_text_is_too_large(opened: Open) -> None:
    for body in ({"data": {"words": "长" * 400_000}}, {"json": {"words": "x" * 1_100_000}}):
        answer = await _send(opened, **body)
        assert answer.status_code == 413
        assert answer.json()["code"] == "too_large"


async def test_another_kind_of_body_is_refused(opened: Open) -> None:
    answer = await _send(opened, content=b"<a/>", headers={"content-type": "text/xml"})

    assert answer.status_code == 400
