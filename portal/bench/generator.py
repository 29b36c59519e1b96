"""A large city: the demo's stories told again in every township, over three years.

`generate` makes as many referrals as asked, with their cases, people, needs and journal. Most are
over, as in an office after some years; about one in fifteen is open. Every sealed column is sealed
for its own place. The new journal rows do not wait for the sealer, which is not what is measured.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import msgspec

from portal.bench.copying import Sheet, hurried, sheets
from portal.bench.stories import SEALED, Pattern, Row, patterns, sealed_columns
from portal.core import clock, crypto
from portal.core.calendar import OFFICE
from portal.core.settings import Settings
from portal.demo import cast, city
from portal.directory import queries, tables
from portal.directory.model import Tier, Unit
from referrals.model import OVER
from referrals.operations import storing
from referrals.rules.order import order

_BATCH = 20_000
_OPEN_SHARE = 0.065
_YEARS = timedelta(days=1000)
_STORIES = 75


# The windows' numbers: the window's division and the year.
Series = tuple[str, int]


class Place(msgspec.Struct, frozen=True):
    """A window, its district, and the district's units by kind."""

    window: Unit
    district: str
    units: dict[str, Unit]


async def generate(
    settings: Settings,
    referrals: int,
    say: Callable[[str], None],
    *,
    districts: Iterable[str] = (),
) -> int:
    """Add so many referrals to the migrated database of these settings; return how many.

    They spread over these districts, over all when none is named. The demo city is loaded first
    when there is none, without its meetings.
    """
    await city.load(_STORIES, sittings=False)
    places = await _places(frozenset(districts))
    say(f"{len(places)} windows")
    connection = await asyncpg.connect(settings.database_url)
    try:
        stories = await patterns(connection)
        held = await sheets(connection)
        telling = Telling(stories, places, held)
        telling.serials.update(await _serials(connection))
        async with hurried(connection):
            await _told(connection, telling, referrals, say)
            say("indexes")
        await _counters(connection, telling.serials)
    finally:
        await connection.close()
    return telling.referrals


async def _told(
    connection: asyncpg.Connection, telling: Telling, wanted: int, say: Callable[[str], None]
) -> None:
    while telling.referrals < wanted:
        until = min(wanted, telling.referrals + _BATCH)
        while telling.referrals < until:
            telling.tell_one()
        for sheet in telling.sheets.values():
            await sheet.write(connection)
        say(f"{telling.referrals} referrals")


async def _places(wanted: frozenset[str]) -> list[Place]:
    """Return every township that exists today with its window, which is made where none is."""
    at = clock.now()
    day = clock.office_day(at)
    held = {row["code"]: row["id"] for row in await tables.Unit.select()}
    places = []
    for district in await queries.divisions(Tier.DISTRICT, on=day):
        if wanted and district.code not in wanted:
            continue
        nearest = await queries.units(district.path, on=day)
        units = {each.kind: each for each in reversed(nearest)}
        for township in await queries.townships(district, on=day):
            known = f"{township.code}-intake_window" in held
            window = (
                await queries.unit_by_code(f"{township.code}-intake_window")
                if known
                else await city.window(township, at - timedelta(days=400))
            )
            places.append(Place(window, district.path, units))
    return places


class Telling:
    """Tells one story after the other into the sheets."""

    def __init__(self, stories: list[Pattern], places: list[Place], held: dict[str, Sheet]) -> None:
        # The same city every time; a city that is there goes on with other dice.
        self.dice = random.Random(2026 + held["referral"].following)
        self.places, self.sheets = places, held
        self.settled = [each for each in stories if each.settled and each.referrals]
        self.open = [each for each in stories if not each.settled and each.referrals]
        # Few cases ask for one thing alone; the longer a story, the oftener it is told.
        self.weights = {id(kind): [len(p.referrals) ** 2 for p in kind]
                        for kind in (self.settled, self.open)}  # fmt: skip
        self.referrals = 0
        self.serials: Counter[Series] = Counter()
        self.now = clock.now()

    def tell_one(self) -> None:
        """Tell one story: at some window, at some time, of somebody else."""
        kind = self.open if self.dice.random() < _OPEN_SHARE else self.settled
        [pattern] = self.dice.choices(kind, self.weights[id(kind)])
        back = self._back() if kind is self.settled else timedelta(minutes=self.dice.randint(0, 60))
        Copy(self, pattern, self.dice.choice(self.places), back).write()
        self.referrals += len(pattern.referrals)

    def _back(self) -> timedelta:
        return timedelta(days=7 * self.dice.randrange(_YEARS.days // 7))

    def code(self) -> str:
        """Return a code such as things have, drawn by the same dice every time."""
        return f"c{self.dice.getrandbits(84):021x}"

    def serial(self, division: str, at: datetime) -> str:
        """Return the number of the next case of a window in its year."""
        year = at.astimezone(OFFICE).year
        self.serials[division, year] += 1
        return f"{division}-{year}-{self.serials[division, year]:06d}"


class Copy:
    """One case being told again."""

    def __init__(self, telling: Telling, pattern: Pattern, place: Place, back: timedelta) -> None:
        self.telling, self.pattern, self.place, self.back = telling, pattern, place, back
        self.ids: dict[tuple[str, int], int] = {}
        self.codes: dict[tuple[str, int], str] = {}
        self.person = cast.person(telling.dice, telling.dice.randrange(1000))

    def write(self) -> None:
        """Put the case's rows into the sheets."""
        held = self.pattern
        for table, row in self._things():
            self.ids[table, row["id"]] = self.telling.sheets[table].next_id()
            self.codes[table, row["id"]] = self.telling.code()
        window = self.place.window
        number = self.telling.serial(window.division_code, held.case["registered_at"] - self.back)
        self._put("household", held.household, division_id=window.division_id)
        for nth, client in enumerate(held.clients):
            self._client(client, nth)
        self._case(number)
        for need in held.needs:
            self._put("need", need, case_id=self._id("intake_case", held.case["id"]))
        for referral in held.referrals:
            self._referral(referral, number)
        for entry in held.journal:
            self._entry(entry)

    def _things(self) -> Iterator[tuple[str, Row]]:
        held = self.pattern
        yield "household", held.household
        yield "intake_case", held.case
        for table, rows in (("client", held.clients), ("need", held.needs),
                            ("referral", held.referrals)):  # fmt: skip
            yield from ((table, row) for row in rows)

    def _id(self, table: str, old: int | None) -> int | None:
        return None if old is None else self.ids.get((table, old))

    def _put(self, table: str, row: Row, **changed: Any) -> None:
        """Add a row with a new id, code and time; its sealed columns are sealed for its place."""
        sheet = self.telling.sheets[table]
        values = sheet.plain(row)
        for place in sheet.instants:
            if values[place] is not None:
                values[place] -= self.back
        code = self.codes[table, row["id"]]
        values[sheet.at["id"]], values[sheet.at["code"]] = self.ids[table, row["id"]], code
        for name, value in (changed | self._seals(table, row, code, changed)).items():
            values[sheet.at[name]] = value
        sheet.rows.append(tuple(values))

    def _seals(self, table: str, row: Row, code: str, changed: Row) -> Row:
        if table not in SEALED:
            return {}
        texts, kind = self.pattern.texts, SEALED[table]
        return {
            f"{name}_sealed": crypto.seal(
                changed.get(f"{name}_sealed", texts[table, row["id"], name]),
                f"{kind}:{code}:{name}",
            )
            for name in sealed_columns(row)
        }

    def _client(self, client: Row, nth: int) -> None:
        person = self.person if nth == 0 else cast.person(self.telling.dice, nth)
        self._put(
            "client", client, household_id=self._id("household", client["household_id"]),
            name=person.name, name_folded=person.name.casefold(), sex=person.sex,
            birth_date=person.born, doc_sealed=person.number,
            doc_hash=crypto.search_hash("client.doc", person.number),
        )  # fmt: skip

    def _case(self, number: str) -> None:
        case, window = self.pattern.case, self.place.window
        over = case["updated_at"] - self.back if case["state"] in OVER else None
        due = case["due_at"] and case["due_at"] - self.back
        self._put(
            "intake_case", case, number=number, window_id=window.id,
            division_id=window.division_id, division_path=window.division_path,
            district_path=self.place.district, applicant_name=self.person.name,
            household_id=self._id("household", case["household_id"]),
            applicant_id=self._id("client", case["applicant_id"]),
            order_at=order(due, over),
        )  # fmt: skip

    def _referral(self, row: Row, number: str) -> None:
        unit, window = self.place.units[row["unit_kind"]], self.place.window
        final = row["final_at"] and row["final_at"] - self.back
        due = row["due_at"] and row["due_at"] - self.back
        ordinal = row["number"].rpartition("-")[2] if row["number"] else ""
        self._put(
            "referral", row, number=f"{number}-{ordinal}" if ordinal else None,
            case_id=self._id("intake_case", row["case_id"]),
            need_id=self._id("need", row["need_id"]),
            window_id=window.id, case_path=window.division_path, case_district=self.place.district,
            unit_id=unit.id, unit_path=unit.division_path,
            unit_district=storing.district(unit.division_path),
            supersedes_id=self._id("referral", row["supersedes_id"]), suggested_unit_id=None,
            order_at=order(due, final),
        )  # fmt: skip

    def _entry(self, row: Row) -> None:
        sheet = self.telling.sheets["journal"]
        kind: str = row["subject_kind"]
        table = "intake_case" if kind == "case" else kind
        subject = self._id(table, row["subject_id"])
        if subject is None:
            return
        values, at = sheet.plain(row), sheet.at
        values[at["id"]], values[at["code"]] = sheet.next_id(), self.telling.code()
        values[at["at"]] = row["at"] - self.back
        values[at["subject_id"]] = subject
        values[at["subject_code"]] = self.codes[table, row["subject_id"]]
        values[at["case_id"]] = self.ids["intake_case", row["case_id"]]
        values[at["sensitive_sealed"]] = ""
        sheet.rows.append(tuple(values))


async def _serials(connection: asyncpg.Connection) -> dict[Series, int]:
    """Return how far the windows' numbers have come."""
    rows = await connection.fetch("SELECT series, value FROM counter WHERE series LIKE 'case:%'")
    found = {}
    for row in rows:
        _case, division, year = row["series"].split(":")
        found[division, int(year)] = row["value"]
    return found


async def _counters(connection: asyncpg.Connection, serials: Counter[Series]) -> None:
    """Let the windows' numbers go on after the told ones."""
    await connection.executemany(
        "INSERT INTO counter (series, value) VALUES ($1, $2)"
        " ON CONFLICT (series) DO UPDATE SET value = EXCLUDED.value",
        [(f"case:{division}:{year}", last) for (division, year), last in serials.items()],
    )
