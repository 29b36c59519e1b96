"""Writing the directory: one function a verb, each with its journal row."""

from portal.directory.operations.absences import be_away, come_back
from portal.directory.operations.calendars import (
    ask_own,
    ask_own_removed,
    ask_year,
    confirm_change,
    drop_change,
    look_again,
)
from portal.directory.operations.credentials import activate, change_password
from portal.directory.operations.following import look_on, recount_on
from portal.directory.operations.loading import (
    load,
    load_calendar,
    load_departments,
    load_divisions,
)
from portal.directory.operations.memberships import grant, revoke
from portal.directory.operations.people import (
    create_person,
    disable_person,
    make_activation,
    setup,
)
from portal.directory.operations.redrawing import redraw
from portal.directory.operations.sessions import (
    end_other_sessions,
    end_session,
    end_sessions,
    forget_sessions,
    sign_out,
    touch,
)
from portal.directory.operations.sign_in import sign_in, step_up
from portal.directory.operations.tokens import make_token, revoke_token
from portal.directory.operations.units import (
    counts_in_hand,
    create_unit,
    end_unit,
    follow_end,
    in_hand,
    when_unit_ended,
)

__all__ = [
    "activate",
    "ask_own",
    "ask_own_removed",
    "ask_year",
    "be_away",
    "change_password",
    "come_back",
    "confirm_change",
    "counts_in_hand",
    "create_person",
    "create_unit",
    "disable_person",
    "drop_change",
    "end_other_sessions",
    "end_session",
    "end_sessions",
    "end_unit",
    "follow_end",
    "forget_sessions",
    "grant",
    "in_hand",
    "load",
    "load_calendar",
    "load_departments",
    "load_divisions",
    "look_again",
    "look_on",
    "make_activation",
    "make_token",
    "recount_on",
    "redraw",
    "revoke",
    "revoke_token",
    "setup",
    "sign_in",
    "sign_out",
    "step_up",
    "touch",
    "when_unit_ended",
]
