"""The rights' table against the printed one, line by line."""

from __future__ import annotations

import pytest

from portal.directory.model import ADMINISTRATORS, Role
from portal.directory.permissions import SECOND, TABLE, Scope, holders, scopes

_ROLES = tuple(Role)

# clerk supervisor handler head secretary convener leader sysadmin secadmin auditor
PRINTED = {
    "case.read": "O T A AD - - - - - -",
    "topic.read": "- T A D M M - - - -",
    "case.register": "O T - - - - - - - -",
    "case.hand_over": "O T - - - - - - - -",
    "case.declare_relatives": "O T - - - - - - - -",
    "case.strike_relative": "- T - - - - - - - -",
    "case.inform": "O T - - - - - - - -",
    "case.uninform": "O T - - - - - - - -",
    "case.acknowledge": "- - A A - - - - - -",
    "case.close": "O T - - - - - - - -",
    "case.propose_refusal": "O T - - - - - - - -",
    "case.approve_refusal": "- T - - - - - - - -",
    "case.reopen": "- T - - - - - - - -",
    "person.unmask": "O T A D - - - - - -",
    "referral.send": "O T - - - - - - - -",
    "referral.papers_in": "O T A D - - - - - -",
    "referral.chase": "O T - D - - - - - -",
    "referral.decide_return": "- T - - - - - - - -",
    "referral.accept": "- - A A - - - - - -",
    "referral.complete": "- - A A - - - - - -",
    "referral.assign": "- - A D - - - - - -",
    "referral.put_to_meeting": "- T A A - - - - - -",
    "note.internal": "O T A D - - - - - -",
    "file.read": "O T A AD - - - - - -",
    "list.export": "O T A D - - - - - -",
    "list.export_full": "- T - D - - - - - -",
    "ledger.import": "- T - - - - - - - -",
    "topic.propose": "- T - D M M - - - -",
    "topic.answer": "- - - D - - - - - -",
    "topic.check": "- - - - M M - - - -",
    "meeting.read": "- - - D M M - - - -",
    "minutes.write": "- - - - M - - - - -",
    "minutes.countersign": "- - - D - - - - - -",
    "minutes.sign": "- - - - - M - - - -",
    "minutes.read": "- T - D M M T - - -",
    "resolution.receive": "- - D D - - - - - -",
    "resolution.assign": "- - - D - - - - - -",
    "resolution.check": "- - - - M M - - - -",
    "resolution.strike_off": "- - - - - M - - - -",
    "resolution.read": "- T - D M M T - - -",
    "relatives.read": "- T - D - - - - - -",
    "figures.read": "O T A D M T T - - -",
    "programme.manage": "- - - - - - - Y - -",
    "routing.manage": "- - - - - - - Y - -",
    "member.away": "- O - O - - - - - -",
    "unit.note": "- - - O - - - Y - -",
    "person.create": "- - - - - - - Y - -",
    "membership.grant": "- - - - - - - - Y -",
    "journal.search": "- - - - - - - - - Y",
    "own.settings": "Y Y Y Y Y Y Y Y Y Y",
}


@pytest.mark.parametrize("right", PRINTED)
def test_each_right_reaches_as_far_as_the_printed_table_says(right: str) -> None:
    cells = PRINTED[right].split()

    for role, cell in zip(_ROLES, cells, strict=True):
        wanted = frozenset() if cell == "-" else frozenset(map(Scope, cell))
        assert scopes(right, role) == wanted, (right, role)


def test_no_administrator_holds_a_right_over_cases() -> None:
    over_cases = [r for r in TABLE if r.split(".")[0] in {"case", "referral", "note", "topic"}]

    assert over_cases
    for right in over_cases:
        assert not holders(right) & ADMINISTRATORS, right


def test_the_rights_a_second_person_confirms_are_rights() -> None:
    assert set(TABLE) >= SECOND
