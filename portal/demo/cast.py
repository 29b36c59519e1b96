"""Who works in the demo city, and the invented people who come to its windows.

Nobody here exists. ID numbers begin with 99, an area code that is not issued, and carry a right
check digit, so that they pass every check and can belong to nobody.
"""

from __future__ import annotations

import random
from datetime import date

import msgspec

from portal.directory.model import Role
from portal.render.labels import label

STAFFED = "500116"
SECOND = "500111"
DISTRICTS = {STAFFED: "江津区", SECOND: "大足区"}
WINDOWS = ("500116120", "500116001", "500116002", "500111100", "500111001")
PASSWORD = "demo-lianban-2026"


class Staff(msgspec.Struct, frozen=True):
    """One demo sign-in: a person, the unit worked in, and the role there."""

    login: str
    name: str
    kind: str
    division: str
    role: Role


def _department(
    kind: str, stem: str, head: str, handler: str, division: str = STAFFED
) -> tuple[Staff, Staff]:
    return (
        Staff(f"{stem}-head", head, kind, division, Role.HEAD),
        Staff(f"{stem}", handler, kind, division, Role.HANDLER),
    )


def _second(kind: str, stem: str, head: str, handler: str) -> tuple[Staff, Staff]:
    return _department(kind, f"dz-{stem}", head, handler, SECOND)


STAFF: tuple[Staff, ...] = (
    Staff("xihu", "陈晓梅", "intake_window", "500116120", Role.CLERK),
    Staff("xihu2", "冉光荣", "intake_window", "500116120", Role.CLERK),
    Staff("xihu-head", "周素芬", "intake_window", "500116120", Role.SUPERVISOR),
    Staff("jijiang", "刘雨桐", "intake_window", "500116001", Role.CLERK),
    Staff("jijiang-head", "何建军", "intake_window", "500116001", Role.SUPERVISOR),
    Staff("degan", "蒋小凤", "intake_window", "500116002", Role.CLERK),
    Staff("degan-head", "龙启明", "intake_window", "500116002", Role.SUPERVISOR),
    Staff("desk", "谭文静", "intake_window", STAFFED, Role.SUPERVISOR),
    *_department("civil_affairs", "minzheng", "唐国富", "李文博"),
    *_department("medical_security", "yibao", "向丽华", "黄志强"),
    *_department("health", "weijian", "罗成", "秦思雨"),
    *_department("education", "jiaoyu", "吴敏", "张可欣"),
    *_department("housing_construction", "zhujian", "杜建平", "彭涛"),
    *_department("human_resources", "renshe", "邓红", "田野"),
    *_department("emergency_mgmt", "yingji", "袁刚", "夏雪"),
    *_department("finance", "caizheng", "熊伟", "余佳"),
    *_department("rural_affairs", "nongye", "汪洪", "廖春"),
    *_department("natural_resources", "guizi", "石磊", "孔令怡"),
    *_department("market_regulation", "shichang", "魏东", "钟玲"),
    *_department("public_security", "gongan", "雷鸣", "程浩"),
    *_department("tax", "shuiwu", "姚倩", "方舟"),
    *_department("housing_fund", "gongjijin", "范蓉", "任杰"),
    *_department("justice", "sifa", "苏航", "曾珍"),
    *_department("disabled_federation", "canlian", "毛建国", "丁香"),
    *_department("trade_union", "gonghui", "段红霞", "贺军"),
    *_department("youth_league", "tuanwei", "康宁", "白露"),
    *_department("women_federation", "fulian", "易敏", "温馨"),
    *_department("red_cross", "honghui", "申涛", "葛兰"),
    *_department("charity", "cishan", "文秀英", "戴宇"),
    *_department("insurer", "baoxian", "牟强", "尹航"),
    *_department("discipline", "jiwei", "薛峰", "祝平"),
    Staff("longshui", "邓小满", "intake_window", "500111100", Role.CLERK),
    Staff("longshui-head", "刁德贵", "intake_window", "500111100", Role.SUPERVISOR),
    Staff("longgang", "舒婷婷", "intake_window", "500111001", Role.CLERK),
    Staff("longgang-head", "敖志强", "intake_window", "500111001", Role.SUPERVISOR),
    Staff("dz-desk", "覃雅芝", "intake_window", SECOND, Role.SUPERVISOR),
    *_second("civil_affairs", "minzheng", "蒲国华", "柏雨薇"),
    *_second("medical_security", "yibao", "粟红梅", "冷先锋"),
    *_second("health", "weijian", "米兰", "晏波"),
    *_second("education", "jiaoyu", "符建明", "卓玲"),
    *_second("housing_construction", "zhujian", "阳勇", "瞿丹"),
    *_second("human_resources", "renshe", "闵慧", "仇刚"),
    *_second("emergency_mgmt", "yingji", "骆彬", "甘露"),
    *_second("justice", "sifa", "柯岚", "游毅"),
    *_second("disabled_federation", "canlian", "车永康", "倪娜"),
    *_second("women_federation", "fulian", "庄静", "路遥"),
    *_second("red_cross", "honghui", "关海", "幸芳"),
    *_second("charity", "cishan", "盛学文", "鲜艳"),
    *_second("insurer", "baoxian", "滕飞", "祁悦"),
    Staff("mishu", "郑雅琴", "civil_affairs", STAFFED, Role.SECRETARY),
    Staff("zhaoji", "梁振华", "government_office", STAFFED, Role.CONVENER),
    Staff("lingdao", "韩志远", "government_office", STAFFED, Role.LEADER),
    Staff("shi-minzheng", "江海涛", "civil_affairs", "500000", Role.HEAD),
    Staff("shi-yibao", "严冬梅", "medical_security", "500000", Role.HEAD),
    Staff("shi-caizheng", "邱志明", "finance", "500000", Role.HEAD),
    Staff("shi-mishu", "黎静", "civil_affairs", "500000", Role.SECRETARY),
    Staff("shi-zhaoji", "高远", "government_office", "500000", Role.CONVENER),
)

ADMINISTRATORS: tuple[tuple[str, str, Role], ...] = (
    ("xitong", "系统管理员", Role.SYSADMIN),
    ("anquan", "安全管理员", Role.SECADMIN),
    ("shenji", "审计管理员", Role.AUDITOR),
)

# Sign-ins a visitor should try first, in the order the day goes.
SHOWN = ("xihu", "xihu-head", "minzheng", "yibao", "baoxian", "desk", "minzheng-head", "mishu",
         "zhaoji", "lingdao", "longshui", "longshui-head", "dz-minzheng", "dz-yibao", "dz-desk",
         "xitong", "anquan", "shenji")  # fmt: skip


def sign_ins() -> list[str]:
    """Return a line for each sign-in worth trying first."""
    known = {staff.login: (staff.name, staff.role) for staff in STAFF}
    known |= {login: (name, role) for login, name, role in ADMINISTRATORS}
    return [f"{login:<14} {known[login][0]}　{label(known[login][1])}" for login in SHOWN]


_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许邓韩冯曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石"
    "廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_GIVEN = (
    "桂芳", "秀兰", "德全", "国珍", "光明", "素华", "小琴", "永贵", "天福", "淑珍", "世明", "兴菊",
    "大富", "春梅", "成云", "玉蓉", "志远", "雪莲", "正江", "朝碧", "长寿", "祥林", "家英", "子轩",
    "雨涵", "梓萱", "浩然", "诗琪", "宇航", "欣怡", "龑", "㐱", "䶮", "其贵", "树林", "安全",
)  # fmt: skip

_OF_AGE = 2008
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def impossible_id(born: date, serial: int) -> str:
    """Return an ID number with a right check digit under an area code that is not issued."""
    body = f"990116{born:%Y%m%d}{serial % 1000:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


class Invented(msgspec.Struct, frozen=True):
    """One invented person."""

    name: str
    born: date
    number: str
    phone: str

    @property
    def serial(self) -> int:
        """The serial number the ID number ends with."""
        return int(self.number[14:17])

    @property
    def grown(self) -> bool:
        """Whether the person is of age in every year the demo can be loaded in."""
        return self.born.year < _OF_AGE

    @property
    def sex(self) -> str:
        """The sex the ID number's last digit but one stands for."""
        return "male" if int(self.number[16]) % 2 else "female"


def people(seed: int = 2026, count: int = 400) -> list[Invented]:
    """Return so many invented people, the same ones every time."""
    dice = random.Random(seed)
    return [person(dice, serial) for serial in range(count)]


def person(dice: random.Random, serial: int) -> Invented:
    """Return one invented person, drawn by these dice."""
    born = date(dice.randint(1938, 2014), dice.randint(1, 12), dice.randint(1, 28))
    name = dice.choice(_SURNAMES) + dice.choice(_GIVEN)
    # Numbers under 199-0000 are for inventions like these.
    return Invented(name, born, impossible_id(born, serial), f"1990000{serial:04d}")
