"""The printed tables of the meetings' rights and states, written from the design, not the code."""

from __future__ import annotations

from tests.referrals.oracle import FORBIDDEN, GOES, NOT_NOW, UNKNOWN, lines

__all__ = ["FORBIDDEN", "GOES", "NOT_NOW", "TABLES", "UNKNOWN", "Row", "people", "read"]

COLUMNS = ("supervisor", "handler", "head", "secretary", "convener", "leader")

# Who stands where, and by which reach each kind of thing is reached, in the order topic, meeting,
# minutes, resolution: the bureau is addressed, called, asked and leads; civil affairs proposes.
PEOPLE = """
    clerk       window         - - - -
    supervisor  desk           T - T T
    supervisor  other desk     - - - -
    handler     bureau         A - - D
    handler     other bureau   - - - -
    head        bureau         D D D D
    head        city bureau    D D D D
    head        civil affairs  D - - -
    head        other bureau   - - - -
    secretary   desk           M M M M
    secretary   other desk     - - - -
    convener    desk           M M M M
    leader      desk           - - T T
    sysadmin    desk           - - - -
    auditor     desk           - - - -
"""

KINDS = ("topic", "meeting", "minutes", "resolution")

# What one has to reach to know of the thing; minutes are first the makers', then the readers'.
READ = {
    "topic": "T A D M M -",
    "meeting": "- - D M M -",
    "minutes": "- - D M M -",
    "issued": "T - D M M T",
    "resolution": "T D D M M T",
}

TOPICS = """
    edit            draft                               | *            | T - D M M -
    submit          draft                               | submitted    | T - D M M -
    return          submitted coordinating              | draft        | - - - M M -
    check           submitted                           | coordinating | - - - M M -
    consult         coordinating                        | *            | - - - M M -
    answer          coordinating                        | *            | - - D - - -
    pool            coordinating                        | pooled       | - - - M M -
    schedule        pooled                              | scheduled    | - - - M M -
    take_off        scheduled                           | pooled       | - - - M M -
    pass_on         scheduled                           | pooled       | - - - M M -
    record_outcome  scheduled                           | deliberated  | - - - M M -
    record_answer   deliberated                         | *            | - - - M M -
    withdraw        draft submitted coordinating pooled | withdrawn    | T - D M M -
    merge           pooled                              | merged       | - - - M M -
    split           merged                              | pooled       | - - - M M -
"""

MEETINGS = """
    edit        planned convened agenda_fixed postponed   | *            | - - - M M -
    order       planned convened agenda_fixed in_session  | *            | - - - M M -
    propose_order planned convened agenda_fixed           | *            | - - - M M -
    call_in     planned convened agenda_fixed postponed   | *            | - - - M M -
    convene     planned postponed                         | convened     | - - - M M -
    fix_agenda  convened                                  | agenda_fixed | - - - M M -
    begin       agenda_fixed                              | in_session   | - - - M M -
    adjourn     in_session                                | adjourned    | - - - M M -
    resume      adjourned                                 | in_session   | - - - M M -
    conclude    in_session                                | concluded    | - - - M M -
    postpone    planned convened agenda_fixed             | postponed    | - - - M M -
    cancel      planned convened agenda_fixed postponed   | cancelled    | - - - M M -
    attend      convened agenda_fixed postponed           | *            | - - D M M -
    delegate    convened agenda_fixed postponed           | *            | - - D M M -
    excuse      convened agenda_fixed postponed           | *            | - - D M M -
    present     in_session adjourned                      | *            | - - - M M -
    remind      convened agenda_fixed                     | *            | - - - M M -
    correct_notice convened agenda_fixed                  | *            | - - - M M -
    build_pack  agenda_fixed in_session adjourned concluded | *          | - - - M M -
    stop_pack   agenda_fixed in_session adjourned concluded | *          | - - - M M -
    leave       in_session adjourned                      | *            | - - - M M -
    recuse      in_session adjourned                      | *            | - - - M M -
"""

MINUTES = """
    write               drafting revising                | *              | - - - M - -
    resolve             drafting revising                | *              | - - - M - -
    drop                drafting revising                | *              | - - - M - -
    at_once             drafting revising                | *              | - - - - M -
    circulate           drafting revising                | countersigning | - - - M - -
    remark              countersigning                   | *              | - - D - - -
    answer              countersigning revising          | *              | - - - M - -
    agree               countersigning                   | *              | - - D - - -
    comment             countersigning                   | *              | - - D - - -
    object              countersigning                   | *              | - - D - - -
    take_back_objection countersigning                   | *              | - - D - - -
    overrule_objection  countersigning                   | *              | - - - - M -
    revise              countersigning                   | revising       | - - - M - -
    to_signature        drafting revising countersigning | for_signature  | - - - M - -
    sign                for_signature                    | signed         | - - - - M -
    refuse              for_signature                    | revising       | - - - - M -
    issue               signed                           | issued         | - - - M - -
    correct             issued                           | *              | - - - M - -
    revoke              issued                           | *              | - - - M - -
    distribute          drafting revising countersigning for_signature | * | - - - M - -
"""

RESOLUTIONS = """
    receive          issued                                    | received    | - D D - - -
    start            received                                  | in_progress | - D D - - -
    cooperate        issued received in_progress suspended     | *           | - D D - - -
    report           in_progress                               | reported    | - D D - - -
    send_back        reported checked                          | in_progress | - - - M M -
    check            reported                                  | checked     | - - - M M -
    strike_off       checked                                   | closed      | - - - - M -
    plan             received in_progress                      | *           | - D D - - -
    reach            received in_progress                      | *           | - D D - - -
    urge             issued received in_progress               | *           | - - - M M -
    supervise        issued received in_progress               | *           | - - - - M -
    suspend          in_progress                               | suspended   | - - - M M -
    resume           suspended                                 | in_progress | - - - M M -
    ask_extension    received in_progress                      | *           | - D D - - -
    grant_extension  received in_progress                      | *           | - - - M M -
    refuse_extension received in_progress                      | *           | - - - M M -
"""


# What a called unit has said: the act, the states it is taken in, where it leads.
ATTENDANCE = """
    attend      invited accepted delegated excused    | accepted
    delegate    invited accepted delegated excused    | delegated
    excuse      invited accepted delegated excused    | excused
    call_again  accepted delegated excused            | invited
    close       invited                               | no_answer
    present     accepted delegated excused no_answer  | *
"""

# How a later resolution ends an earlier one.
ENDINGS = """
    replace  issued received in_progress suspended reported checked  | replaced
    cancel   issued received in_progress suspended reported checked  | cancelled
"""


def steps(table: str) -> dict[str, tuple[set[str], str | None]]:
    """Return the states each act is taken in, and where it leads; None where the state stays."""
    found = {}
    for line in lines(table):
        first, to = (cell.strip() for cell in line.split("|"))
        act, *origin = first.split()
        found[act] = (set(origin), None if to == "*" else to)
    return found


class Row:
    """One line of a printed table."""

    def __init__(self, kind: str, line: str) -> None:
        first, to, rights = (cell.strip() for cell in line.split("|"))
        self.kind = kind
        self.act, *self.origin = first.split()
        self.to = None if to == "*" else to
        self.rights = dict(zip(COLUMNS, rights.split(), strict=True))

    def expected(self, state: str, role: str, reach: str) -> str:
        """Return what comes of the act in this state by somebody who reaches the thing so far."""
        if reach == "-" or read(self.kind, state).get(role) != reach:
            return UNKNOWN
        if self.rights.get(role) != reach:
            return FORBIDDEN
        return GOES if state in self.origin else NOT_NOW


def read(kind: str, state: str) -> dict[str, str]:
    """Return by which reach each role knows of a thing in this state."""
    wanted = "issued" if (kind, state) == ("minutes", "issued") else kind
    return dict(zip(COLUMNS, READ[wanted].split(), strict=True))


def people(kind: str) -> list[tuple[str, str, str]]:
    """Return everybody: the role, where they stand, and by which reach they reach the thing."""
    found = []
    for line in lines(PEOPLE):
        role, *where = line.split()
        reaches = dict(zip(KINDS, where[-4:], strict=True))
        found.append((role, " ".join(where[:-4]), reaches[kind]))
    return found


TABLES: dict[str, dict[str, Row]] = {
    kind: {row.act: row for row in (Row(kind, line) for line in lines(table))}
    for kind, table in zip(KINDS, (TOPICS, MEETINGS, MINUTES, RESOLUTIONS), strict=True)
}
