"""The ``portal`` command. Errors are one sentence and exit code 2."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from pathlib import Path

import uvicorn
from tqdm import tqdm

from portal import samples, worker
from portal.app import create_app, furnish
from portal.core import clock, db
from portal.core import settings as settings_
from portal.core.errors import Invalid, NotFound, Refusal
from portal.core.i18n import Language, speak
from portal.core.lamps import until
from portal.core.settings import Mode, Settings, Unsafe
from portal.demo import cast, city
from portal.directory import arrangement, operations, queries
from portal.directory.model import ChangeState, Role, Unit
from portal.directory.queries.changes import Change
from portal.documents import fonts, pdf
from portal.journal import sealing
from portal.office import calendars

Given = argparse.Namespace


def main(words: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    given = _parser().parse_args(words)
    # Whoever runs commands reads what the product says in its own language unless asked otherwise.
    speak(Language(os.environ.get("LIANBAN_LANGUAGE", Language.HANS)))
    try:
        settings = settings_.load(os.environ)
        status: int = given.run(settings, given)
    except (Refusal, Unsafe, fonts.FontsMissing) as error:
        print(error.sentence if isinstance(error, Refusal) else error, file=sys.stderr)
        return 2
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="portal", description="Lianban 联办")
    words = parser.add_subparsers(required=True, metavar="COMMAND")

    def word(
        name: str, run: Callable[[Settings, Given], int], says: str
    ) -> argparse.ArgumentParser:
        sub = words.add_parser(name, help=says, description=says)
        sub.set_defaults(run=run)
        return sub

    word("serve", _serve, "serve the portal")
    word("worker", _worker, "run a worker as a process of its own")
    word("migrate", _migrate, "bring the database to the newest form")
    demo = word("demo", _demo, "load the demo city if there is none, and print its sign-ins")
    demo.add_argument("--cases", type=int, default=city.CASES, help="how many cases it has")
    word("setup", _setup, "make the first three administrators, once")
    _user(word("user", _user_list, "add or list people"))
    token = word("token", _token, "make a bearer token for a person's programs")
    token.add_argument("name", help="what the token is for")
    token.add_argument("--person", required=True, help="whose rights it has: a sign-in name")
    _imports(word("import", _import, "import a file: look at what it does, or put it in force"))
    word("doctor", _doctor, "say what is missing, with the mend for each")
    word("verify-journal", _verify, "check the chain over the journal")
    sample = word("samples", _samples, "write one PDF of every kind")
    sample.add_argument("dir", type=Path)
    return parser


def _imports(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("--kind", required=True, choices=["calendar"])
    parser.add_argument("--year", type=int, help="the year; read off the first day when not given")
    parser.add_argument("--division", help="the days are this division's own, such as 500116")
    parser.add_argument("--source", default="", help="where it was announced")
    parser.add_argument("--yes", action="store_true", help="put it in force at once")


def _user(parser: argparse.ArgumentParser) -> None:
    words = parser.add_subparsers(metavar="add|list")
    listed = words.add_parser("list", help="list everybody with their roles today")
    listed.set_defaults(run=_user_list)
    add = words.add_parser("add", help="add a person, with a role in a unit if given")
    add.set_defaults(run=_user_add)
    add.add_argument("login")
    add.add_argument("name")
    add.add_argument("--role", type=Role, choices=list(Role))
    add.add_argument("--unit", help="the unit's code, such as 500116-civil_affairs")


def _with_database(settings: Settings, work: Callable[[], Awaitable[int | None]]) -> int:
    """Run some work with the database open and migrated."""

    async def all_of_it() -> int:
        await db.start(settings)
        try:
            await db.migrate(settings)
            return await work() or 0
        finally:
            pdf.shutdown()
            await db.stop()

    furnish(settings)
    return asyncio.run(all_of_it())


def _serve(settings: Settings, _given: Given) -> int:
    app = create_app(settings)
    print(f"联办 {settings.address}", flush=True)
    uvicorn.run(
        app, host=settings.host, port=settings.port, log_level=settings.log_level,
        access_log=False, server_header=False, date_header=True, proxy_headers=False,
        timeout_graceful_shutdown=10, h11_max_incomplete_event_size=16384,
    )  # fmt: skip
    return 0


def _worker(settings: Settings, _given: Given) -> int:
    async def run() -> None:
        await worker.work()

    return _with_database(settings, run)


def _migrate(settings: Settings, _given: Given) -> int:
    async def nothing_more() -> None:
        await operations.load(at=clock.now())

    return _with_database(settings, nothing_more)


def _demo(settings: Settings, given: Given) -> int:
    if settings.mode is Mode.PRODUCTION:
        raise Unsafe("The demo city is for the demo: set LIANBAN_MODE=demo.")
    status = _with_database(settings, lambda: city.load(given.cases))
    print("\n演示数据，登录密码均为 " + cast.PASSWORD)
    for staff in cast.sign_ins():
        print(f"  {staff}")
    return status


def _setup(settings: Settings, _given: Given) -> int:
    async def make() -> None:
        at = clock.now()
        await operations.load(at=at)
        office = await _office(at)
        for login, code in (await operations.setup(office, at=at)).items():
            print(f"{login}\t{settings.address}/activate\t{code}")

    return _with_database(settings, make)


async def _office(at: datetime) -> Unit:
    """Return the unit the administrators work in; it is made at the first setup."""
    try:
        return await queries.unit_by_code("500000-government_office")
    except NotFound:
        place = await queries.division("500000")
        names = ("系统管理办公室", "系統管理辦公室", "System administration")
        return await operations.create_unit("government_office", place, names=names, by=None, at=at)


def _user_list(settings: Settings, _given: Given) -> int:
    async def show() -> None:
        for person in await queries.people(on=clock.office_day(clock.now())):
            held = ", ".join(f"{m.role} {m.unit.code}" for m in person.memberships)
            print(f"{person.login}\t{person.name}\t{held or '-'}")

    return _with_database(settings, show)


def _user_add(settings: Settings, given: Given) -> int:
    async def add() -> None:
        at = clock.now()
        unit = await queries.unit_by_code(given.unit) if given.unit else None
        person = await operations.create_person(given.login, given.name, by=None, at=at)
        if unit is not None and given.role is not None:
            await operations.grant(person, given.role, unit, by=None, at=at)
        code = await operations.make_activation(person.id, by=None, at=at)
        print(f"{given.login}\t{settings.address}/activate\t{code}")

    return _with_database(settings, add)


def _import(settings: Settings, given: Given) -> int:
    async def bring_in() -> int:
        try:
            held = await _asked(given)
        except Invalid as error:
            for each in error.problems:
                print(each.sentence, file=sys.stderr)
            return 2
        except OSError as error:
            print(f"{given.file}: {error.strerror}", file=sys.stderr)
            return 2
        return await _followed(held.code, yes=given.yes)

    return _with_database(settings, bring_in)


async def _asked(given: Given) -> Change:
    at, lines = clock.now(), arrangement.read(calendars.decoded(given.file.read_bytes()))
    if given.division:
        return await operations.ask_own(
            given.division, given.source, lines, by=None, at=at, field="csv"
        )
    year = given.year or arrangement.year_of(lines)
    return await operations.ask_year(year, given.source or given.file.name, lines, by=None, at=at)


async def _followed(code: str, *, yes: bool) -> int:
    held = await _until_done(code, operations.look_on, ChangeState.LOOKING, "looking")
    for each in sorted(held.found.shifts, key=lambda each: (each.was, each.now)):
        last = (until(each.was), until(each.now))
        print(f"{each.n}\t{each.unit.hans}\t{each.clock}\t{last[0]} → {last[1]}")
    print(f"moved {held.moved}, firm {held.found.firm}")
    if not yes:
        await operations.drop_change(code, by=None, at=clock.now())
        print("nothing was changed; add --yes to put it in force")
        return 0
    await operations.confirm_change(code, by=None, at=clock.now())
    await _until_done(code, operations.recount_on, ChangeState.COUNTING, "counting")
    return 0


async def _until_done(
    code: str, step: Callable[..., Awaitable[Change]], going: ChangeState, says: str
) -> Change:
    held = await step(code, at=clock.now(), steps=1)
    with tqdm(total=held.total, desc=says, disable=None) as bar:
        while held.state is going:
            held = await step(code, at=clock.now(), steps=1)
            bar.update(held.done - bar.n)
    return held


def _token(settings: Settings, given: Given) -> int:
    async def make() -> None:
        at = clock.now()
        person = await queries.person_by_login(given.person, on=clock.office_day(at))
        print(await operations.make_token(given.name, person, by=None, at=at))

    return _with_database(settings, make)


def _doctor(settings: Settings, _given: Given) -> int:
    lines = fonts.missing(settings.home, settings.font_dirs)
    print("\n".join(lines) or "ok")
    return 2 if lines else 0


def _verify(settings: Settings, _given: Given) -> int:
    async def check() -> int:
        broken = await sealing.verify(settings.home / "anchors" / "journal.log")
        for each in broken:
            print(f"seal {each.seal_id}: {each.why}")
        print("the chain holds" if not broken else f"{len(broken)} places do not hold")
        return 2 if broken else 0

    return _with_database(settings, check)


def _samples(settings: Settings, given: Given) -> int:
    async def write() -> None:
        try:
            for file in await samples.write(given.dir):
                print(file)
        finally:
            pdf.shutdown()

    furnish(settings)
    asyncio.run(write())
    return 0
