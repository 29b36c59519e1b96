"""The demo city is big enough to be believed, and small enough to be loaded while one waits."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from portal.demo import cases, cast
from portal.demo.city import CASES
from portal.demo.scripts import SCRIPTS
from referrals.model import CaseState, ReferralState
from referrals.programmes.catalogue import programmes

_NOW = datetime(2026, 11, 25, 2, 30, tzinfo=UTC)
# A referral is in a meeting for as long as the first case's meeting lasts; nobody is left there.
_PASSED_THROUGH = {ReferralState.IN_MEETING}


def test_the_full_city_tells_300_cases_of_every_story() -> None:
    told = cases._tellings(_NOW, CASES - 1)
    assert len(told) == CASES - 1
    assert {each.script.title for each in told} == {script.title for script in SCRIPTS}


def test_its_cases_began_on_many_days_since_its_people_began_to_work() -> None:
    told = cases._tellings(_NOW, CASES - 1)
    days = Counter(each.begun.date() for each in told)
    assert len(days) > 90
    assert min(days) > (_NOW - timedelta(days=299)).date()
    assert all(each.begun < _NOW for each in told)


def test_most_programmes_are_asked_for() -> None:
    asked = {code for each in cases._tellings(_NOW, CASES - 1) for code in each.programmes}
    assert len(asked - {""}) >= 13


def test_two_districts_have_windows_in_two_townships_and_a_handler_where_programmes_lead() -> None:
    for district in cast.DISTRICTS:
        assert sum(code.startswith(district) for code in cast.WINDOWS) >= 2
        held = {(staff.kind, staff.role.value) for staff in cast.STAFF
                if staff.division == district}  # fmt: skip
        assert ("intake_window", "supervisor") in held
        for programme in programmes().values():
            assert {(programme.lead, "handler"), (programme.lead, "head")} <= held


def test_every_sign_in_is_somebody_of_its_own() -> None:
    logins = [staff.login for staff in cast.STAFF]
    assert len(set(logins)) == len(logins)
    assert set(cast.SHOWN) <= {*logins, *(login for login, _, _ in cast.ADMINISTRATORS)}


def test_a_loaded_city_has_cases_and_referrals_in_every_state(demo_city: Path) -> None:
    with closing(sqlite3.connect(demo_city / "lianban.sqlite")) as file:
        of_cases = {state for (state,) in file.execute("SELECT state FROM intake_case")}
        of_referrals = {state for (state,) in file.execute("SELECT state FROM referral")}
        districts = {path for (path,) in file.execute("SELECT district_path FROM intake_case")}
    assert of_cases == {state.value for state in CaseState}
    assert of_referrals == {state.value for state in ReferralState} - _PASSED_THROUGH
    assert len(districts) == len(cast.DISTRICTS)
