"""Refusals. Every refusal is raised, carries its data, and is turned into an answer in one place.

The sentence says what is wrong and how to mend it; ``code`` is for programs and never changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from portal.core.i18n import N_, Sentence, say


class Refusal(Exception):
    """The base of everything the product refuses; nothing of the refused act has happened."""

    code = "refused"

    def __init__(self, sentence: Sentence, *, code: str | None = None, **data: Any) -> None:
        super().__init__(sentence.message)
        self.sentence = sentence
        self.code = code or self.code
        self.data: dict[str, Any] = data


class NotFound(Refusal):
    """The thing does not exist, or this person may not know that it does."""

    code = "not_found"

    def __init__(self, sentence: Sentence | None = None, *, what: str = "", key: str = "") -> None:
        super().__init__(
            sentence or say(N_("没有找到您要的内容：它不存在，或不在您可以查看的范围内。")),
            what=what,
            key=key,
        )


class NotAllowed(Refusal):
    """The person may know the thing but may not do this to it."""

    code = "not_allowed"

    def __init__(self, sentence: Sentence | None = None, *, permission: str = "") -> None:
        super().__init__(
            sentence or say(N_("您没有办理这一项的权限。如确需办理，请与本单位负责人联系。")),
            permission=permission,
        )


class NotPossible(Refusal):
    """The act is not possible in the state the thing is in."""

    code = "not_possible"


class Stale(Refusal):
    """Somebody else changed the thing since it was read."""

    code = "stale"

    def __init__(self, sentence: Sentence | None = None, *, what: str = "", key: str = "") -> None:
        super().__init__(
            sentence
            or say(N_("在您打开之后，别人已经更改了它。请核对现在的内容，再决定是否继续。")),
            what=what,
            key=key,
        )


class Unavailable(Refusal):
    """A part the product needs is away for the moment; nothing was written, try again."""

    code = "unavailable"


class Problem(msgspec.Struct, frozen=True):
    """What is wrong with one field; ``field`` is its dotted path, "" the form as a whole."""

    field: str
    sentence: Sentence
    code: str = "invalid"


class Invalid(Refusal):
    """What was sent does not hold; all problems at once."""

    code = "invalid"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(say(N_("有内容需要更正，请按提示修改后再提交；已填写的内容都还在。")))
        self.problems = tuple(problems)


def problem(field: str, message: str, *, code: str = "invalid", **params: Any) -> Problem:
    """Return one problem of one field."""
    return Problem(field, say(message, **params), code)
