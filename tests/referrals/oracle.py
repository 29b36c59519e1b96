"""The printed tables of rights and states, written from the design and not from the code.

Whoever tests the rules or a door asks here what should come of an act: ``expected``.
"""

from __future__ import annotations

UNKNOWN, FORBIDDEN, NOT_NOW, GOES = "404", "403", "409", "goes"

# Who stands where, and which reaches of a right get him to the case or its referral.
PEOPLE = """
    clerk       window         O
    clerk       other window   -
    supervisor  desk           T
    supervisor  other desk     -
    handler     bureau         A
    handler     other bureau   -
    head        bureau         AD
    head        city bureau    D
    head        other bureau   -
    head        civil affairs  -
    secretary   desk           M
    convener    desk           M
    leader      desk           -
    sysadmin    desk           -
    secadmin    desk           -
    auditor     desk           -
"""

# The rights of clerk, supervisor, handler, head and secretary; the others have none over cases.
REFERRALS = """
    send             draft                                          | sent             | O T - - -
    accept           sent                                           | accepted         | - - A A -
    ask_return       sent accepted                                  | return_asked     | - - A A -
    approve_return   return_asked                                   | returned         | - T - - -
    overrule_return  return_asked                                   | accepted         | - T - - -
    ask_papers       accepted                                       | waiting_client   | - - A A -
    papers_in        waiting_client                                 | accepted         | O T A D -
    no_answer        waiting_client                                 | completed        | - - A A -
    put_to_meeting   sent accepted return_asked                     | in_meeting       | - T A A -
    decline_meeting  sent accepted return_asked                     | *                | - T - - -
    taken_back       in_meeting                                     | *                | - T - - M
    decided          in_meeting                                     | *                | - - - - M
    complete         accepted                                       | completed        | - - A A -
    confirm          completed                                      | confirmed        | O T - - -
    send_back        completed                                      | accepted         | O T - - -
    reopen           confirmed                                      | accepted         | - T - - -
    withdraw         draft sent accepted return_asked waiting_client | withdrawn        | O T - - -
    waive            sent accepted return_asked waiting_client      | withdrawn        | - T - - -
    void             draft sent                                     | void             | O T - - -
    assign           at_units                                       | *                | - - A D -
    ask_extension    accepted                                       | *                | - - A A -
    grant_extension  accepted return_asked waiting_client in_meeting | *                | - T - - -
    refuse_extension accepted return_asked waiting_client in_meeting | *                | - T - - -
    begin_stage      accepted                                       | *                | - - A A -
    end_stage        accepted return_asked waiting_client in_meeting | *               | - - A A -
    record_objection accepted return_asked waiting_client in_meeting | *               | - - A A -
    note             at_units completed                             | *                | O T A D -
    chase            at_units                                       | *                | O T - D -
"""

# A merge takes any case that was registered and is not counted out already.
CASES = """
    register         draft                                          | registered       | O T - - -
    accept           registered                                     | accepted         | O T - - -
    ask_papers       registered                                     | supplement_asked | O T - - -
    papers_in        supplement_asked                               | registered       | O T - - -
    lapse            supplement_asked                               | lapsed           | O T - - -
    propose_refusal  registered                                     | refusal_proposed | O T - - -
    approve_refusal  refusal_proposed                               | not_accepted     | - T - - -
    decline_refusal  refusal_proposed                               | registered       | - T - - -
    close            results_in                                     | closed           | O T - - -
    reopen           closed lapsed not_accepted                     | *                | - T - - -
    withdraw         registered supplement_asked running            | withdrawn        | O T - - -
    merge            asked_for running ended                        | merged           | - T - - -
    undo_merge       merged                                         | *                | - T - - -
    void             draft registered                               | void             | O T - - -
    record_gap       registered running                             | *                | O T - - -
    hand_over        asked_for running                              | *                | O T - - -
    declare_relatives asked_for running                             | *                | O T - - -
    strike_relative  asked_for running                              | *                | - T - - -
    inform           running                                        | *                | O T - - -
    uninform         running                                        | *                | O T - - -
    note             asked_for running                              | *                | O T A D -
"""

# Words for several states at once.
SEVERAL = {
    "at_units": "sent accepted return_asked waiting_client in_meeting",
    "running": "accepted in_hand results_in",
    "asked_for": "registered supplement_asked refusal_proposed",
    "ended": "not_accepted lapsed closed withdrawn",
}

READ = {"clerk": "O", "supervisor": "T", "handler": "A", "head": "AD"}
_COLUMNS = ("clerk", "supervisor", "handler", "head", "secretary")


class Row:
    """One line of a printed table."""

    def __init__(self, line: str) -> None:
        first, to, rights = (cell.strip() for cell in line.split("|"))
        self.act, *origin = first.split()
        self.origin = " ".join(SEVERAL.get(word, word) for word in origin).split()
        self.to = None if to == "*" else to
        self.rights = dict(zip(_COLUMNS, rights.split(), strict=True))

    def expected(self, state: str, role: str, reaches: str) -> str:
        if not set(READ.get(role, "")) & set(reaches):
            return UNKNOWN
        if not set(self.rights.get(role, "")) & set(reaches) - {"-"}:
            return FORBIDDEN
        return GOES if state in self.origin else NOT_NOW


def lines(table: str) -> list[str]:
    return [line.strip() for line in table.splitlines() if line.strip()]


def people() -> list[tuple[str, str, str]]:
    rows = [line.split() for line in lines(PEOPLE)]
    return [(role, " ".join(where), reaches) for role, *where, reaches in rows]


ROWS = {row.act: row for row in map(Row, lines(REFERRALS))}
CASE_ROWS = {row.act: row for row in map(Row, lines(CASES))}
