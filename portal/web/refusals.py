"""What the doors themselves refuse, before or after a feature is asked."""

from __future__ import annotations

from typing import Any

from portal.core.errors import Refusal
from portal.core.i18n import N_, Sentence, say


class Malformed(Refusal):
    """The request cannot be read: broken JSON, NUL, bad UTF-8, impossible field names."""

    code = "malformed"

    def __init__(self, sentence: Sentence | None = None) -> None:
        super().__init__(sentence or say(N_("请求无法读懂，请刷新页面后重试。")))


class TooLarge(Refusal):
    """More was sent than this address takes."""

    code = "too_large"

    def __init__(self, sentence: Sentence | None = None) -> None:
        super().__init__(
            sentence or say(N_("提交的内容太大，请减少后重试；文件每个不超过 10 MB。"))
        )


class NotSignedIn(Refusal):
    """Nobody is known to be asking; pages lead to the sign-in, others answer 401."""

    code = "not_signed_in"

    def __init__(self) -> None:
        super().__init__(say(N_("您还没有登录，或登录已到期，请重新登录。")))


class MustChange(Refusal):
    """The password has to be changed before anything else."""

    code = "must_change_password"

    def __init__(self) -> None:
        super().__init__(say(N_("请先更改密码，再办理其他事项。")))


class Forged(Refusal):
    """The request did not come from a page of ours for this session."""

    code = "forged"

    def __init__(self) -> None:
        super().__init__(
            say(N_("这次提交无法确认来自您打开的页面，没有办理。请刷新页面后再提交一次。"))
        )


class NoSuchMethod(Refusal):
    """The address exists but does not take this method."""

    code = "no_such_method"

    def __init__(self) -> None:
        super().__init__(say(N_("这个地址不接受这种请求方式，请从页面上的链接或按钮进入。")))


class KeyReused(Refusal):
    """The key was used before for something else."""

    code = "key_reused"

    def __init__(self) -> None:
        super().__init__(
            say(N_("这份表单已经提交过，内容与上次不同。请重新打开页面，核对后再提交。"))
        )


class TooMany(Refusal):
    """Too many requests; ``seconds`` says how long to wait."""

    code = "too_many"

    def __init__(self, sentence: Sentence | None = None, **data: Any) -> None:
        super().__init__(sentence or say(N_("请求太频繁，请稍后再试。")), **data)


class Fault(Refusal):
    """Something of ours is broken; the number leads to the log."""

    code = "fault"

    def __init__(self, number: str) -> None:
        super().__init__(
            say(
                N_("系统出了问题，请稍后再试；报告问题时请说明编号 %(number)s。"),
                number=number,
            ),
            number=number,
        )
