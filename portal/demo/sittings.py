"""What happens at the demo's joint meetings, as lists of steps; ``meetings`` takes them.

Words are the acts of the state tables, each by the person whose act it is; ``1.report`` is the
first resolution's lead reporting. Every state of meetings, minutes, topics and resolutions is
reached by one script at least.
"""

from __future__ import annotations

import msgspec

from meetings.model import Ending, MeetingKind, TopicState
from portal.demo.cast import STAFFED

CITY = "500000"


class Seat(msgspec.Struct, frozen=True):
    """A member unit of a body: its kind, who sits for it and with what post."""

    kind: str
    name: str
    post: str


class Board(msgspec.Struct, frozen=True):
    """A body: whose division, its names, its mandate, its seats, who serves it."""

    division: str
    names: tuple[str, str, str]
    issuer: str
    mandate: str
    convener: Seat
    seats: tuple[Seat, ...]
    secretary: str
    signs: str
    place: str
    chair: str


BOARDS = (
    Board(
        CITY,
        ("重庆市社会救助联席会议", "重慶市社會救助聯席會議",
         "Joint Meeting on Social Assistance, Chongqing"),
        "重庆市社会救助联席会议办公室", "渝府办〔2021〕35号（演示）",
        Seat("government_office", "高远", "副秘书长"),
        (Seat("civil_affairs", "江海涛", "副局长"), Seat("medical_security", "严冬梅", "副局长"),
         Seat("finance", "邱志明", "处长")),
        "shi-mishu", "shi-zhaoji", "市政府4号会议室", "副市长林䶮",
    ),
    Board(
        STAFFED,
        ("江津区社会救助联席会议", "江津區社會救助聯席會議",
         "Joint Meeting on Social Assistance, Jiangjin"),
        "江津区社会救助联席会议办公室", "江津府办发〔2023〕12号（演示）",
        Seat("government_office", "梁振华", "副主任"),
        (Seat("civil_affairs", "唐国富", "局长"), Seat("medical_security", "向丽华", "局长"),
         Seat("insurer", "牟强", "经理"), Seat("finance", "熊伟", "局长"),
         Seat("education", "吴敏", "主任")),
        "mishu", "zhaoji", "区政府3号会议室", "副区长王㐱",
    ),
)  # fmt: skip


class Sitting(msgspec.Struct, frozen=True):
    """One kind of meeting: whose, when it begins, what it is about, what happens."""

    division: str
    title: str
    kind: MeetingKind
    hours: int
    subjects: int
    steps: str
    # How its first resolutions end the newest open ones of earlier meetings.
    ends: tuple[Ending, ...] = ()


_CALLED = "convene answer fix_agenda"
_HELD = f"{_CALLED} begin present outcome conclude"
_WRITTEN = f"{_HELD} resolve"
_ASKED = f"{_WRITTEN} circulate"
_READY = f"{_ASKED} agree to_signature"
_ISSUED = f"{_READY} sign issue"
_EXCUSED = _ISSUED.replace("answer", "answer excuse")
_GOES = _EXCUSED.replace("circulate", "distribute circulate")
_LEFT = _READY.replace("present", "present leave recuse")
_REMARKED = f"{_ASKED} remark reply object revise"
_DONE = "receive start cooperate report"


def _each(number: int, acts: str) -> str:
    """Return the acts as those of one resolution."""
    return " ".join(f"{number}.{act}" for act in acts.split())


_SPECIAL, _PLENARY, _LIAISON = MeetingKind.SPECIAL, MeetingKind.PLENARY, MeetingKind.LIAISON

SITTINGS = (
    Sitting(STAFFED, "江津区社会救助联席会议2026年全体会议", _PLENARY, -24 * 40, 16,
            f"{_GOES} 1.receive 2.receive 2.start 3.receive 3.start 3.suspend"
            f" {_each(4, _DONE)} {_each(5, _DONE)} 5.check {_each(6, _DONE)} 6.check 6.strike_off"
            " 7.receive 7.ask_extension"),
    Sitting(STAFFED, "江津区社会救助联席会议专题会议", _SPECIAL, -24 * 20, 4, _ISSUED,
            ends=(Ending.REPLACE, Ending.CANCEL)),
    Sitting(STAFFED, "临时救助紧急程序专题会议", _SPECIAL, -24 * 9, 1, f"{_READY} sign"),
    Sitting(STAFFED, "医疗救助基金使用专题会议", _SPECIAL, -24 * 8, 2, _LEFT),
    Sitting(STAFFED, "信息共享专题会议", _SPECIAL, -24 * 6, 2, _REMARKED),
    Sitting(STAFFED, "冬季困难群众救助专题会议", _SPECIAL, -24 * 4, 2, f"{_ASKED} object"),
    Sitting(STAFFED, "教育救助衔接专题会议", _SPECIAL, -24 * 3, 2, _HELD),
    Sitting(STAFFED, "困难群众住房专题会议", _SPECIAL, -5, 2, f"{_CALLED} begin present adjourn"),
    Sitting(STAFFED, "个案会商会议", MeetingKind.CASE_CONFERENCE, -3, 2,
            f"{_CALLED} begin present"),
    Sitting(STAFFED, "年度工作部署会议", _PLENARY, 24 * 3, 3, _CALLED),
    Sitting(STAFFED, "主动发现专题会议", _SPECIAL, 24 * 6, 2, "convene answer"),
    Sitting(STAFFED, "联络员会议", _LIAISON, 24 * 10, 1, ""),
    Sitting(STAFFED, "家庭经济状况核对专题会议", _SPECIAL, 24 * 2, 1, "convene postpone"),
    Sitting(STAFFED, "受灾人员救助专题会议", _SPECIAL, 24 * 5, 1, "convene cancel"),
    Sitting(CITY, "重庆市社会救助联席会议专题会议", _SPECIAL, -24 * 15, 1,
            f"{_ISSUED} 1.receive correct circulate agree to_signature sign issue"),
    Sitting(CITY, "重庆市社会救助联席会议第二次全体会议", _PLENARY, 24 * 8, 3, _CALLED),
)  # fmt: skip

# Topics that are on no agenda yet, by the state they wait in.
WAITING = (
    TopicState.DRAFT, TopicState.SUBMITTED, TopicState.COORDINATING, TopicState.POOLED,
    TopicState.POOLED, TopicState.WITHDRAWN,
)  # fmt: skip

SUBJECTS = (
    "关于健全一门受理、协同办理机制的问题", "关于困难群众住院信息按日推送的问题",
    "关于扶贫济困医疗基金与医疗救助衔接的问题", "关于居民家庭经济状况核对数据共享的问题",
    "关于临时救助紧急程序资金拨付的问题", "关于主动发现和入户走访分工的问题",
)  # fmt: skip
