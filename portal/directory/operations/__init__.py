"""Writing the directory: one function a verb, each with its journal row."""

from portal.directory.operations.loading import load
from portal.directory.operations.people import (
    create_person,
    disable_person,
    grant,
    make_activation,
    revoke,
    setup,
)
from portal.directory.operations.sign_in import (
    activate,
    change_password,
    end_other_sessions,
    end_session,
    end_sessions,
    sign_in,
    sign_out,
    touch,
)
from portal.directory.operations.tokens import make_token, revoke_token
from portal.directory.operations.units import create_unit, end_unit

__all__ = [
    "activate",
    "change_password",
    "create_person",
    "create_unit",
    "disable_person",
    "end_other_sessions",
    "end_session",
    "end_sessions",
    "end_unit",
    "grant",
    "load",
    "make_activation",
    "make_token",
    "revoke",
    "revoke_token",
    "setup",
    "sign_in",
    "sign_out",
    "touch",
]
