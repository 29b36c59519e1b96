"""Who may do what: one table. The gate, the features, the API and the tests all read it.

A right is given to a role within a scope. What lies outside a person's scope does not exist for
that person. Several memberships add up, except that an administrator's role excludes every other.
"""

from __future__ import annotations

from enum import StrEnum

from portal.directory.model import Role


class Scope(StrEnum):
    """How far a right reaches."""

    OWN = "O"  # things of the own unit
    ADDRESSED = "A"  # referrals addressed to the own unit
    DEPARTMENT = "D"  # the own kind of department, in the own division and below
    TERRITORY = "T"  # everything in the own division and below
    MEETING = "M"  # things of a body the person serves or is called to
    YES = "Y"  # not about cases: simply yes


# A unit goes on reading a referral this long after it is final, then only its heading.
READ_DAYS_AFTER_FINAL = 30
# A clerk sees numbers and phones in the clear this long after registering the case.
UNMASK_DAYS = 30

_CLERK, _SUPERVISOR, _HANDLER, _HEAD = Role.CLERK, Role.SUPERVISOR, Role.HANDLER, Role.HEAD
_SECRETARY, _CONVENER, _LEADER = Role.SECRETARY, Role.CONVENER, Role.LEADER
_SYSADMIN, _SECADMIN, _AUDITOR = Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR

# Rights of one row share their cells, as in the printed table.
_ROWS: tuple[tuple[str, dict[Role, str]], ...] = (
    ("case.read", {_CLERK: "O", _SUPERVISOR: "T", _HANDLER: "A", _HEAD: "AD"}),
    (
        "topic.read",
        {_SUPERVISOR: "T", _HANDLER: "A", _HEAD: "D", _SECRETARY: "M", _CONVENER: "M"},
    ),
    (
        "case.register case.edit case.accept case.ask_papers case.papers_in case.lapse"
        " case.withdraw case.void case.close case.propose_refusal case.record_gap case.hand_over"
        " case.inform case.uninform case.declare_relatives",
        {_CLERK: "O", _SUPERVISOR: "T"},
    ),
    # Of the units that were told of a case; the scope's units here are those.
    ("case.acknowledge", {_HANDLER: "A", _HEAD: "A"}),
    ("case.approve_refusal case.decline_refusal case.strike_relative", {_SUPERVISOR: "T"}),
    (
        "case.reopen case.merge case.undo_merge person.merge person.undo_merge household.merge"
        " household.undo_merge",
        {_SUPERVISOR: "T"},
    ),
    ("person.unmask", {_CLERK: "O", _SUPERVISOR: "T", _HANDLER: "A", _HEAD: "D"}),
    (
        "referral.send referral.withdraw referral.void referral.confirm referral.send_back",
        {_CLERK: "O", _SUPERVISOR: "T"},
    ),
    ("referral.papers_in", {_CLERK: "O", _SUPERVISOR: "T", _HANDLER: "A", _HEAD: "D"}),
    ("referral.chase", {_CLERK: "O", _SUPERVISOR: "T", _HEAD: "D"}),
    (
        "referral.decide_return referral.grant_extension referral.refuse_extension"
        " referral.reopen referral.waive",
        {_SUPERVISOR: "T"},
    ),
    (
        "referral.accept referral.ask_return referral.ask_papers referral.complete"
        " referral.ask_extension referral.stage referral.no_answer",
        {_HANDLER: "A", _HEAD: "A"},
    ),
    ("referral.assign", {_HANDLER: "A", _HEAD: "D"}),
    ("referral.put_to_meeting", {_SUPERVISOR: "T", _HANDLER: "A", _HEAD: "A"}),
    ("referral.taken_back", {_SUPERVISOR: "T", _SECRETARY: "M"}),
    ("referral.decided", {_SECRETARY: "M"}),
    ("note.internal note.shared", {_CLERK: "O", _SUPERVISOR: "T", _HANDLER: "A", _HEAD: "D"}),
    ("file.add file.read", {_CLERK: "O", _SUPERVISOR: "T", _HANDLER: "A", _HEAD: "AD"}),
    ("list.export", {_CLERK: "O", _SUPERVISOR: "T", _HANDLER: "A", _HEAD: "D"}),
    ("list.export_full", {_SUPERVISOR: "T", _HEAD: "D"}),
    ("ledger.import ledger.undo", {_SUPERVISOR: "T"}),
    (
        "topic.propose topic.edit topic.submit topic.withdraw",
        {_SUPERVISOR: "T", _HEAD: "D", _SECRETARY: "M", _CONVENER: "M"},
    ),
    ("topic.answer", {_HEAD: "D"}),
    (
        "topic.check topic.return topic.pool topic.schedule topic.take_off topic.record_outcome"
        " topic.record_answer body.manage membership.manage meeting.manage",
        {_SECRETARY: "M", _CONVENER: "M"},
    ),
    ("meeting.read meeting.answer_notice", {_HEAD: "D", _SECRETARY: "M", _CONVENER: "M"}),
    (
        "minutes.write minutes.circulate minutes.answer minutes.issue minutes.correct"
        " minutes.revoke",
        {_SECRETARY: "M"},
    ),
    ("minutes.countersign minutes.take_back_objection", {_HEAD: "D"}),
    ("minutes.sign minutes.refuse minutes.at_once minutes.overrule_objection", {_CONVENER: "M"}),
    (
        "minutes.read",
        {_SUPERVISOR: "T", _HEAD: "D", _SECRETARY: "M", _CONVENER: "M", _LEADER: "T"},
    ),
    ("resolution.receive resolution.start resolution.report resolution.ask_extension",
     {_HANDLER: "D", _HEAD: "D"}),
    ("resolution.assign", {_HEAD: "D"}),
    (
        "resolution.check resolution.send_back resolution.remind resolution.suspend"
        " resolution.resume resolution.grant_extension resolution.refuse_extension",
        {_SECRETARY: "M", _CONVENER: "M"},
    ),
    ("resolution.strike_off resolution.supervise", {_CONVENER: "M"}),
    (
        "resolution.read",
        {_SUPERVISOR: "T", _HEAD: "D", _SECRETARY: "M", _CONVENER: "M", _LEADER: "T"},
    ),
    ("relatives.read", {_SUPERVISOR: "T", _HEAD: "D"}),
    (
        "figures.read",
        {_CLERK: "O", _SUPERVISOR: "T", _HANDLER: "A", _HEAD: "D", _SECRETARY: "M",
         _CONVENER: "T", _LEADER: "T"},
    ),
    ("programme.manage routing.manage calendar.manage phrases.manage", {_SYSADMIN: "Y"}),
    ("member.away", {_SUPERVISOR: "O", _HEAD: "O"}),
    ("unit.note", {_HEAD: "O", _SYSADMIN: "Y"}),
    (
        "division.manage unit.manage person.create person.disable person.reset session.end"
        " job.manage settings.manage backup.make backup.restore",
        {_SYSADMIN: "Y"},
    ),
    ("membership.grant membership.revoke policy.manage keys.rotate", {_SECADMIN: "Y"}),
    ("journal.search journal.history journal.verify journal.evidence", {_AUDITOR: "Y"}),
    ("own.settings own.sessions help.read ui.read", dict.fromkeys(Role, "Y")),
)  # fmt: skip

TABLE: dict[str, dict[Role, frozenset[Scope]]] = {
    right: {role: frozenset(map(Scope, cells[role])) if role in cells else frozenset()
            for role in Role}
    for rights, cells in _ROWS
    for right in rights.split()
}  # fmt: skip

# Rights that another holder has to confirm before they take effect.
SECOND = frozenset(
    {"list.export_full", "backup.restore", "membership.grant", "membership.revoke",
     "policy.manage", "keys.rotate"}
)  # fmt: skip


def scopes(permission: str, role: Role) -> frozenset[Scope]:
    """Return how far the role may use the right; empty when never."""
    return TABLE[permission][role]


def holders(permission: str) -> frozenset[Role]:
    """Return the roles that hold the right at all."""
    return frozenset(role for role, reach in TABLE[permission].items() if reach)
