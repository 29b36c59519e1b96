"""What an invented person tells at the window, by what is asked for."""

from __future__ import annotations

from typing import Any

import msgspec

from portal.demo.cast import Invented


class Story(msgspec.Struct, frozen=True):
    """Why somebody comes: the cause, the words, and the facts the suggestions look at."""

    cause: str
    requests: tuple[str, ...]
    facts: dict[str, Any] = {}


_POOR = Story(
    "no_labour",
    ("家庭缺少劳动力，生活困难，申请社会救助。", "独自抚养孙辈，仅靠养老金生活，申请低保。",
     "丈夫去世后收入中断，家中有两名学生，申请救助。", "身有残疾，无法外出务工，生活无着。"),
    {"income_per_head": "420"},
)  # fmt: skip
_BY_PROGRAMME = {
    "medical_aid": Story(
        "illness",
        ("家庭收入低，医疗负担重，申请社会救助。", "肾透析长期治疗，自付费用难以承受。",
         "肺部手术后仍需化疗，已借款两万余元。", "母亲脑梗住院，医保报销后负担仍重。"),
        {"income_per_head": "420", "own_share": "18600"},
    ),
    "temporary_aid": Story(
        "accident",
        ("房屋失火，家中财物尽毁，暂住亲戚家。", "交通事故肇事方逃逸，无钱继续治疗。",
         "外出务工受伤返乡，一家断了收入。"),
        {"income_per_head": "610", "sudden_event": "家中突发变故", "rigid_spending": "9800"},
    ),
    "education_aid": Story(
        "schooling",
        ("子女考上高中，学费和住宿费无力负担。", "两名子女在读大学，请求助学。"),
        {"income_per_head": "780"},
    ),
    "employment_aid": Story(
        "jobless", ("企业关停失业半年，希望介绍工作。", "返乡务农无收入，请求技能培训和岗位。"),
        {"income_per_head": "690"},
    ),
    "housing_aid": Story(
        "other", ("住房墙体开裂，鉴定为危房，请求改造。", "租房居住，租金占收入大半。"),
        {"dwelling_hardship": True, "income_per_head": "560"},
    ),
    "disaster_aid": Story(
        "disaster", ("暴雨致房屋进水、庄稼绝收，请求救灾。",), {"disaster": True}
    ),
    "disability_benefit": Story(
        "disability", ("二级肢体残疾，申请残疾人两项补贴。", "精神残疾需长期护理，申请护理补贴。"),
        {"income_per_head": "500"},
    ),
    "legal_aid": Story("other", ("被拖欠工资一年，请求法律援助。",), {"legal_dispute": True}),
    "tekun": Story("old_age", ("孤寡老人，无子女赡养，申请特困供养。",), {"no_supporter": True}),
}  # fmt: skip
_CHANNELS = ("window", "window", "window", "phone", "online", "proactive", "window", "handed_over")
_VILLAGES = (
    "水庙村三组",
    "河坝街 27 号",
    "新华村一组",
    "石庙村五社",
    "滨江路 118 号 2-4",
    "清平村二组",
)


def registration(
    person: Invented, programmes: tuple[str, ...], family: tuple[Invented, ...] = ()
) -> dict[str, Any]:
    """Return what an invented person tells at the window."""
    asked = programmes or ("dibao",)
    story = next((_BY_PROGRAMME[code] for code in asked if code in _BY_PROGRAMME), _POOR)
    nth = person.serial
    ill = story.cause == "illness"
    return {
        "applicant": _told(person) | {
            "phone": person.phone, "health": "serious" if ill else "chronic",
        },
        "members": [_told(each) | {"relation": _relation(each, family)} for each in family],
        "address": _VILLAGES[nth % len(_VILLAGES)],
        "channel": _CHANNELS[nth % len(_CHANNELS)],
        "urgency": "urgent" if nth % 9 == 4 else "ordinary",
        "causes": [story.cause],
        "request": story.requests[nth % len(story.requests)],
        "circumstances": story.facts,
        "needs": [{"programme": code, "words": "" if code else "希望有人帮助修缮房前道路"}
                  for code in asked],
        "consent": {"given": True, "outward": True},
    }  # fmt: skip


def _told(person: Invented) -> dict[str, Any]:
    return {
        "name": person.name, "doc_kind": "resident_id", "doc_number": person.number,
        "register_kind": "urban" if person.serial % 4 == 1 else "rural",
    }  # fmt: skip


def _relation(person: Invented, family: tuple[Invented, ...]) -> str:
    if not person.grown:
        return "child"
    return "spouse" if person is next(each for each in family if each.grown) else "parent"
