"""Visitors of the referrals' doors: signed in, filling in forms as a browser would."""

from __future__ import annotations

import html
import re
from typing import Any

import httpx

from portal.core.ids import new_code
from portal.directory.model import Person
from tests.portal.web.conftest import enter

NUMBERS = iter(range(1000))
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def resident_id() -> str:
    """A number nobody has: its area code is not issued, its check digit is right."""
    digits = f"99011619530617{next(NUMBERS):03}"
    rest = sum(w * int(d) for w, d in zip(_WEIGHTS, digits, strict=True)) % 11
    return digits + "10X98765432"[rest]


def told(**more: Any) -> dict[str, Any]:
    """What is told at the window, as the form's fields."""
    return {
        "applicant.name": "王秀兰", "applicant.doc_number": resident_id(),
        "applicant.phone": "19900000001", "request": "住院费用太高，请求医疗救助。",
        "circumstances.own_share": "25000", "suggested": ["medical_aid", "dibao"],
        "consent.given": "yes", **more,
    }  # fmt: skip


class Visitor:
    """One person at one browser."""

    def __init__(self, client: httpx.AsyncClient, token: str, person: Person) -> None:
        self.client = client
        self.token = token
        self.person = person

    @property
    def login(self) -> str:
        """The name the person signs in by."""
        return self.person.login

    async def sees(self, address: str) -> str:
        """Open a page that must be there; return its text."""
        answer = await self.client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return answer.text

    async def sends(self, address: str, **fields: Any) -> httpx.Response:
        """Submit a form."""
        names = {name.replace("__", "."): value for name, value in fields.items()}
        return await self.client.post(address, data={"_csrf": self.token, **names})

    async def acts(self, address: str, act: str, **fields: Any) -> httpx.Response:
        """Open the thing's page and submit the form of one of its acts, with the version seen."""
        version = version_in(await self.sees(address))
        return await self.sends(f"{address}/{act}", version=version, **fields)

    async def asks(self, address: str, **given: Any) -> httpx.Response:
        """Post to the API."""
        headers = {"x-csrf-token": self.token}
        return await self.client.post(f"/api/v1{address}", json=given, headers=headers)

    async def reads(self, address: str) -> Any:
        """Read from the API what must be there."""
        answer = await self.client.get(f"/api/v1{address}")
        assert answer.status_code == 200, (address, answer.status_code)
        return answer.json()

    async def registers(self, **more: Any) -> str:
        """Register somebody through the pages; return the case's address."""
        begun = await self.sends("/cases/new/begin", household="")
        answer = await self.sends(begun.headers["location"], **told(**more))
        assert answer.status_code == 303, words_in(answer.text)
        return answer.headers["location"]

    async def sends_out(self, case: str, *taken: int) -> list[str]:
        """Accept the case and send the rows named by index; return the referrals' addresses."""
        await self.acts(case, "accept")
        page = await self.sees(f"{case}/send")
        fields = send_fields(page, taken or (0, 1))
        answer = await self.sends(f"{case}/send", _step="send", **fields)
        assert answer.status_code == 303, words_in(answer.text)
        return referrals_in(await self.sees(case))


async def visitor(client: httpx.AsyncClient, person: Person) -> Visitor:
    """Return the person signed in at this client."""
    return Visitor(client, await enter(client, person), person)


def version_in(page: str) -> str:
    """The version the page's forms carry."""
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found, "no form that carries a version"
    return found[1]


def acts_in(page: str) -> list[str]:
    """The acts the panel offers, by their names in addresses."""
    return re.findall(r'<details class="act act-\w+" id="act-([a-z-]+)"', page)


def referrals_in(page: str) -> list[str]:
    """The addresses of the case's referrals, in the page's order."""
    return re.findall(r'class="line-number" href="(/referrals/[^"]+)"', page)


def words_in(page: str) -> str:
    """What the page says, without its marks."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def send_fields(page: str, taken: tuple[int, ...]) -> dict[str, str]:
    """The fields of the sending form as it stands, with these rows ticked."""
    found = dict(re.findall(r'name="(items\.\d+\.\w+|version)" value="([^"]*)"', page))
    selects = re.findall(r'<select [^>]*name="(items\.\d+\.\w+)".*?</select>', page, flags=re.S)
    for name in selects:
        one = re.search(rf'name="{re.escape(name)}".*?</select>', page, flags=re.S)
        chosen = re.search(r'value="([^"]*)" selected', one[0] if one else "")
        found[name] = chosen[1] if chosen else ""
    kept = {n: v for n, v in found.items() if not n.endswith(".take")}
    return kept | {f"items.{n}.take": "yes" for n in taken}


def once() -> str:
    """A key for a request that takes effect once."""
    return new_code()
