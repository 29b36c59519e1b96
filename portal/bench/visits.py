"""Who visits the pages that are measured, and what they ask for, out of the city that is there."""

from __future__ import annotations

from urllib.parse import urlencode

import msgspec

from portal.bench.client import request
from portal.bench.floor import Statement
from portal.bench.recording import statements
from portal.core import clock, crypto, db
from portal.core.settings import Settings
from portal.directory import queries
from portal.directory.operations.sign_in import open_session
from portal.web import cookies
from portal.web.app import build
from portal.web.security import csrf_token_of

_HANDLER, _DESK = "minzheng", "desk"
_MANY = 40


class Visits(msgspec.Struct, frozen=True):
    """Requests by what is measured, and the statements the two pages run."""

    requests: dict[str, tuple[bytes, ...]]
    statements: dict[str, list[Statement]]


async def prepare(settings: Settings) -> Visits:
    """Sign two people in and choose what they will look at."""
    # The roof's handlers are asked for late: importing the roof puts every room's jobs in place.
    from portal.app import HANDLERS

    await db.start(settings)
    try:
        handler, desk = await _cookie(_HANDLER), await _cookie(_DESK)
        paths = {"worklist": ["/referrals?view=all"], "referral page": await _referrals()}
        app = build(HANDLERS)
        heard = {name: await statements(app, held[0], handler) for name, held in paths.items()}
        asked = {name: tuple(request(path, handler) for path in held)
                 for name, held in paths.items()}  # fmt: skip
        return Visits(asked | await _searches(desk), heard)
    finally:
        await db.stop()


async def _cookie(login: str) -> str:
    at = clock.now()
    person = await queries.person_by_login(login, on=clock.office_day(at))
    opened = await open_session(person.id, login, at=at, peer="127.0.0.1", agent="bench")
    return f"{cookies.name(cookies.SESSION)}={opened.token}"


async def _referrals() -> list[str]:
    rows = await db.run(
        "SELECT r.number FROM referral r JOIN unit u ON u.id = r.unit_id WHERE u.code = {}"
        " AND r.final_at IS NULL AND r.sent_at IS NOT NULL ORDER BY r.order_at, r.id LIMIT {}",
        "500116-civil_affairs", _MANY,
    )  # fmt: skip
    return [f"/referrals/{row['number']}" for row in rows]


async def _searches(cookie: str) -> dict[str, tuple[bytes, ...]]:
    rows = await db.run(
        "SELECT c.number, c.applicant_name, p.code, p.doc_sealed FROM intake_case c"
        " JOIN client p ON p.id = c.applicant_id WHERE c.district_path = {}"
        " AND p.doc_sealed <> '' ORDER BY p.code LIMIT {}",
        "/500000/500116/", _MANY,
    )  # fmt: skip
    token = csrf_token_of(cookie.partition("=")[2])
    wanted = {
        "number": [row["number"] for row in rows],
        "ID": [crypto.unseal(row["doc_sealed"], f"client:{row['code']}:doc") for row in rows],
        "name": [row["applicant_name"] for row in rows],
    }
    return {
        f"search by {kind}": tuple(
            request("/search", cookie, body=urlencode({"q": word, "_csrf": token}))
            for word in words
        )
        for kind, words in wanted.items()
    }
