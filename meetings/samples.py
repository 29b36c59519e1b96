"""One PDF of every paper of the joint meeting, from an invented meeting about the first case.

There are minutes of one to ninety pages, so that the grid can be measured, tables, a title of three
lines, four lines of copies, and names no common font holds. Nothing is read from a database.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import cycle, islice

from meetings.operations.printing import editable, sheet
from meetings.papers import word
from meetings.papers.ical import Event, calendar
from meetings.papers.letter import Invitation, Letter, notice
from meetings.papers.levels import han
from meetings.papers.minutes import (
    COPY,
    COPY_UP,
    EXCUSED,
    OBSERVING,
    PRESENT,
    Copies,
    Minutes,
    Present,
    copies,
    minutes,
    present,
)
from meetings.papers.pressing import Order, Reminder, ordered
from meetings.papers.resolutions import (
    Bulletin,
    Entry,
    Extract,
    Register,
    Resolution,
    attached,
    bulletin,
    extract,
)
from meetings.papers.sheets import Agenda, Guest, Listed, SignIn, Topic, TopicList, agenda, sign_in
from portal.core.lamps import Lamp

BODY = "江津区社会救助工作联席会议"
OFFICE = f"{BODY}办公室"
MEETING = f"{BODY}2026年第3次个案会商会议"
CIVIL, MEDICAL, INSURER = "区民政局", "区医疗保障局", "承保保险公司"

_AT = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
_PLACE = "区政府3号会议室"
_CHAIR = "副区长王㐱"
_DAY, _PRINTED = date(2026, 11, 23), date(2026, 11, 24)

_OPENING = f"2026年11月20日上午，{_CHAIR}在{_PLACE}主持召开{MEETING}，"

# The meeting that could follow from the first case.
CASE = f"""
{_OPENING}专题研究重特大疾病困难家庭商业保险赔付与扶贫济困医疗基金衔接问题。\
区民政局龙䶮汇报了有关情况，与会单位进行了讨论。现将议定事项纪要如下：
一、关于保险赔付后个人负担的牵头单位
（一）明确牵头单位。困难群众经商业保险赔付后，个人负担仍较重的，由区民政局牵头，区医疗保障局、承保保险公司配合，不得以不属本单位职责为由退回。
（二）明确办理渠道。先行办理医疗救助；医保目录外费用，按分段分档办法申请扶贫济困医疗基金；情况紧急的，先行给予临时救助，再补办手续。
二、关于住院信息推送
由区医疗保障局牵头，区民政局、承保保险公司配合，在20个工作日内建立困难群众住院信息按日推送机制：
1. 区医疗保障局每日将上一日住院结算信息推送区民政局；
2. 承保保险公司在接到信息后5个工作日内完成赔付核定；
3. 区民政局对赔付后个人负担超过5,000元的家庭逐户核实：
（1）符合条件的，10个工作日内启动救助；
（2）不符合条件的，书面说明理由。
三、关于个案处理
同意对西湖镇水庙村困难群众按紧急程序先行临时救助，由区民政局牵头，在10个工作日内办结。本事项一事一议，不作为其他事项的先例。
"""

_SHORT = f"""
{_OPENING}研究西湖镇困难群众救助问题。\
会议议定：由区民政局牵头，按紧急程序先行临时救助，10个工作日内办结。
"""

_SHORT_ITEM = "会议议定：由民政部门牵头，10个工作日内办结。"

LONG_TITLE = (
    "关于进一步健全一门受理协同办理机制\n"
    "统筹做好困难群众住院信息按日推送与\n"
    "扶贫济困医疗基金衔接有关工作的会议纪要"
)

_SUBJECTS = (
    "关于健全一门受理、协同办理机制",
    "关于困难群众住院信息按日推送",
    "关于扶贫济困医疗基金与医疗救助衔接",
    "关于居民家庭经济状况核对数据共享",
    "关于临时救助紧急程序",
    "关于主动发现和入户走访",
)

_HEADS = ("压实部门责任。", "规范办理流程。", "强化信息共享。", "加强资金保障。")

_SENTENCES = (
    "会议指出，今年以来各成员单位认真履行职责，密切协作配合，各项工作取得了阶段性成效，但仍存在议定"
    "事项落实周期偏长、跨部门数据共享不够充分、基层反映问题办理质量参差不齐等问题。",
    "会议认为，困难群众的急难愁盼问题往往涉及多个部门，必须坚持问题导向、目标导向、结果导向相统一，"
    "逐项明确责任单位、责任人和完成时限，确保件件有着落、事事有回音。",
    "2026年1月至10月，全区实施临时救助3,412人次，支出资金1,286.5万元；实施医疗救助2.4万人次，支出"
    "资金4,107.8万元，困难群众个人负担比例较上年下降6.3个百分点。",
    "会议要求，区民政局要发挥牵头作用，区医疗保障局、区财政局、区卫生健康委员会、区人力资源和社会保障"
    "局、区住房和城乡建设委员会、区教育委员会、区残疾人联合会等单位要主动配合，不得推诿。",
    "会议强调，要用好社会救助联办平台，所有转办事项一律网上流转、全程留痕，受理窗口对外只说一次、对内"
    "一跟到底，让数据多跑路，让群众少跑腿。",
    "会议明确，由周𬭸同志负责日常联络，各镇（街道）要在每月5日前报送上月工作情况，重大事项随时报告。",
)


def _text(count: int, *, parts: int = 2, every: str = "") -> str:
    """Return a long text: so many items, each with so many parts of three paragraphs.

    ``every`` stands at the end of every fifth item. The last item lacks its last two paragraphs,
    so that the imprint finds room.
    """
    sentences = cycle(_SENTENCES)
    lines = [f"{_OPENING}听取了有关工作情况汇报，研究部署下一步工作。现将会议精神纪要如下："]
    for number, subject in enumerate(islice(cycle(_SUBJECTS), count), start=1):
        lines.append(f"{han(number)}、{subject}")
        lines.extend(_item(number, sentences, parts))
        if every and number % 5 == 0:
            lines.append(every)
    return "\n".join(lines[:-2])


def items(count: int) -> list[str]:
    """Return what stands in minutes under so many topics; a single one is short."""
    if count == 1:
        return [_SHORT_ITEM]
    sentences = cycle(_SENTENCES)
    return ["\n".join(_item(number, sentences)) for number in range(count)]


def _item(number: int, sentences: Iterator[str], parts: int = 2) -> Iterator[str]:
    for part, head in enumerate(islice(cycle(_HEADS), number, number + parts), start=1):
        yield f"（{han(part)}）{head}{next(sentences)}"
        yield f"1. {next(sentences)}{next(sentences)}"
        yield f"2. {next(sentences)}"


def _people() -> list[Present]:
    return [
        present(PRESENT, [
            (CIVIL, ["龙䶮", "陈晓梅"]), (MEDICAL, ["周𬭸"]), ("区财政局", ["李建国"]),
            ("区卫生健康委员会", ["赵㐱"]), ("区人力资源和社会保障局", ["吴敏"]),
            ("区教育委员会", ["郑涛"]), ("区残疾人联合会", ["冯䶮"]),
        ]),
        present(EXCUSED, [("区住房和城乡建设委员会", ["孙丽"])]),
        present(OBSERVING, [("西湖镇人民政府", ["钱伟"]), (INSURER, ["何静"])]),
    ]  # fmt: skip


_COPIES = (
    copies(COPY_UP, ["重庆市社会救助工作联席会议办公室"]),
    copies(COPY, [
        "区委办公室", "区人大常委会办公室", "区政协办公室", "区纪委监委机关", "区法院", "区检察院",
        "区总工会", "团区委", "区妇联", "区红十字会", "区慈善会", "各镇人民政府", "各街道办事处",
        "各成员单位", "有关保险公司", "区公共法律服务中心",
    ]),
)  # fmt: skip


def _minutes(
    number: int, title: str, text: str, people: Sequence[Present], to: Sequence[Copies]
) -> Minutes:
    return minutes(
        body=BODY, number=number, office=OFFICE, day=_DAY, title=title, text=text, people=people,
        copies=to, printed_on=_PRINTED,
    )  # fmt: skip


def one_page() -> Minutes:
    """Return minutes that fit on one page."""
    people = [present(PRESENT, [(CIVIL, ["龙䶮"]), (MEDICAL, ["周𬭸"])])]
    return _minutes(
        9, "研究困难群众临时救助的会议纪要", _SHORT, people, [copies(COPY, ["各成员单位"])]
    )


def six_pages() -> Minutes:
    """Return minutes of six pages, with a title of three lines and four lines of copies."""
    return _minutes(11, LONG_TITLE, _text(4), _people(), _COPIES)


def twenty_pages() -> Minutes:
    """Return minutes of twenty pages."""
    return _minutes(12, f"{BODY}2026年全体会议纪要", _text(16), _people(), _COPIES[1:])


def three_pages() -> Minutes:
    """Return minutes of three pages."""
    return _minutes(
        13, "研究居民家庭经济状况核对数据共享的会议纪要", _text(1), _people(), _COPIES[1:]
    )


def fifty_topics() -> Minutes:
    """Return minutes of fifty topics, on about thirty pages."""
    return _minutes(
        14, f"{BODY}2026年第四次全体会议纪要", _text(50, parts=1), _people(), _COPIES[1:]
    )


def sixty_pages() -> Minutes:
    """Return minutes of sixty pages with tables, 26 units present and 12 observing."""
    people = [
        present(PRESENT, [(f"区第{n}成员单位", ["周𬭸"]) for n in range(1, 27)]),
        present(OBSERVING, [(f"第{n}镇人民政府", ["钱伟"]) for n in range(1, 13)]),
    ]  # fmt: skip
    text = _text(47, every=TABLE)
    return _minutes(15, f"{BODY}2026年年度会议纪要", text, people, _COPIES[1:])


def ninety_pages() -> Minutes:
    """Return minutes of ninety pages."""
    return _minutes(16, f"{BODY}2026年工作总结会议纪要", _text(76), _people(), _COPIES[1:])


TABLE = """| 单位 | 任务 | 完成时限 |
| 区民政局 | 牵头修订一门受理办事指南，明确各镇（街道）受理窗口一次性告知的内容和样式 | 12月20日 |
| 区医疗保障局 | 推送住院结算信息 | 每日 |
| 区财政局 | 落实资金1,286.5万元 | 12月31日 |
| 各镇（街道） | 报送上月工作情况 | 每月5日前 |"""


def of_the_case() -> Minutes:
    """Return the minutes of the meeting that could follow from the first case."""
    title = "关于重特大疾病困难家庭商业保险赔付与扶贫济困医疗基金衔接问题的会议纪要"
    return _minutes(10, title, CASE, _people(), _COPIES[1:])


RESOLUTIONS = (
    Resolution(
        "10-1", 2, "建立困难群众住院信息按日推送机制", MEDICAL, cooperating=(CIVIL, INSURER),
        due_on=date(2026, 12, 18), deliverable="数据推送方案",
    ),
    Resolution(
        "10-2", 3,
        "对西湖镇水庙村困难群众按紧急程序先行临时救助，并按分段分档办法申请扶贫济困医疗基金",
        CIVIL, cooperating=(MEDICAL,), due_on=date(2026, 12, 4),
    ),
    Resolution(
        "10-3", 1, "明确赔付后个人负担的办理渠道，修订办事指南", CIVIL, cooperating=(INSURER,),
        due_on=date(2026, 12, 31), deliverable="办事指南",
    ),
)  # fmt: skip


def the_notice() -> Letter:
    """Return the notice of the meeting."""
    return notice(
        Invitation(
            MEETING, _AT, _PLACE, _CHAIR,
            (
                "研究重特大疾病困难家庭商业保险赔付与扶贫济困医疗基金衔接问题",
                "研究困难群众住院信息按日推送机制", "听取西湖镇困难群众救助个案情况",
            ),
            "请各成员单位分管负责同志参加，西湖镇人民政府、承保保险公司负责同志列席。",
            (
                "请于11月18日下午5:00前，通过联办平台报送参会人员姓名、职务",
                "请汇报单位准备书面材料，汇报时间不超过10分钟", "请参会人员提前10分钟到场签到",
            ),
        ),
        sender="重庆市江津区民政局", number="江津民函〔2026〕15号",
        recipients=("区财政局", "区医疗保障局", "区卫生健康委员会", "西湖镇人民政府", INSURER),
        signed_on=date(2026, 11, 13),
        attachments=(
            "会议议程", "关于重特大疾病困难家庭商业保险赔付与扶贫济困医疗基金衔接问题的情况说明",
        ),
        contact="联系人：陈晓梅，电话：023-47000004",
        copies=(copies(COPY, ["区政府办公室"]),),
    )  # fmt: skip


def invitation() -> bytes:
    """Return the meeting for a calendar."""
    return calendar(Event(
        "meeting-10@lianban.example", 0, datetime(2026, 11, 13, 2, tzinfo=UTC), _AT,
        the_agenda().end, MEETING, _PLACE, "议题见会议通知。", "https://lianban.example/meetings/10",
    ))  # fmt: skip


def the_agenda() -> Agenda:
    """Return the agenda of the meeting."""
    return agenda(MEETING, at=_AT, place=_PLACE, chair=_CHAIR, topics=[
        Topic("重特大疾病困难家庭商业保险赔付与扶贫济困医疗基金衔接问题", "区民政局　龙䶮", 30,
              (CIVIL, MEDICAL, "区财政局"), (INSURER,)),
        Topic("困难群众住院信息按日推送机制", "区医疗保障局　周𬭸", 20,
              (MEDICAL, CIVIL, "区卫生健康委员会")),
        Topic("西湖镇困难群众救助个案", "区民政局　陈晓梅", 15, (CIVIL, MEDICAL),
              ("西湖镇人民政府",)),
    ])  # fmt: skip


def the_sign_in_sheet() -> SignIn:
    """Return the sign-in sheet of the meeting."""
    return sign_in(MEETING, at=_AT, place=_PLACE, guests=[
        Guest("区政府", "王㐱", "副区长"), Guest(CIVIL, "龙䶮", "局长"),
        Guest(CIVIL, "陈晓梅", "科长"),
        Guest(INSURER, "何静", "理赔部经理", observer=True), Guest(MEDICAL, "周𬭸", "副局长"),
        Guest("区财政局", "李建国", "副局长"), Guest("区卫生健康委员会"), Guest("区教育委员会"),
        Guest("西湖镇人民政府", "钱伟", "副镇长", observer=True),
    ])  # fmt: skip


def the_topic_list() -> TopicList:
    """Return the list of topics the liaison officers made for the meeting."""
    return TopicList(f"{BODY}2026年第2次联络员会议", datetime(2026, 11, 10, 6, tzinfo=UTC), (
        Listed("研究重特大疾病困难家庭商业保险赔付与扶贫济困医疗基金衔接问题", "政策衔接", CIVIL,
               (MEDICAL, "区财政局", INSURER), 30, "方案已协商一致，建议提交会议审定。"),
        Listed("研究困难群众住院信息按日推送机制", "数据共享", MEDICAL,
               (CIVIL, "区卫生健康委员会"), 20, "区卫生健康委员会对推送口径仍有不同意见。"),
        Listed("西湖镇困难群众救助个案", "个案", CIVIL, (MEDICAL,), 15, ""),
    ))  # fmt: skip


def the_extract() -> Extract:
    """Return what the minutes of the first case's meeting say to the medical security bureau."""
    return extract(of_the_case(), RESOLUTIONS, unit=MEDICAL, made_on=_PRINTED)


def the_register() -> Register:
    """Return a register with every lamp in it."""
    return Register(BODY, datetime(2026, 12, 8, 1, tzinfo=UTC), tuple(_entries()))


def _entries() -> Iterator[Entry]:
    lamps = (
        (Lamp.YELLOW, "办理中", "方案已征求意见，待财政部门会签。"),
        (Lamp.RED, "已签收", ""),
        (Lamp.GREEN, "已上报", "办事指南已修订，待办公室核对。"),
        (Lamp.PAUSED, "暂缓", "等待市级文件。"),
        (Lamp.NONE, "已销号", "11月30日办结，由召集人销号。"),
    )
    for number in range(1, 23):
        resolution = RESOLUTIONS[number % 3]
        lamp, state, progress = lamps[number % 5]
        yield Entry(
            f"{10 + number // 8}-{number % 8 + 1}", f"第{10 + number // 8}期", resolution.text,
            resolution.lead, resolution.cooperating, resolution.due_on, lamp, state,
            lamp is Lamp.NONE, progress,
        )  # fmt: skip


def the_reminder() -> Reminder:
    """Return the form that reminds a unit of its part."""
    held = RESOLUTIONS[0]
    return Reminder(
        CIVIL, "500116-R-2026-0007", held.text, held.lead, held.due_on, 6,
        "请于本周内报送方案征求意见稿，并说明未按期完成的原因。", OFFICE, _PRINTED,
    )  # fmt: skip


def the_order() -> Letter:
    """Return the letter that orders a unit to carry a resolution out."""
    held = RESOLUTIONS[1]
    told = Order(
        MEDICAL, "区政府第12次常务会议纪要", BODY, "500116-R-2026-0008", held.text, held.lead,
        held.due_on, 12, "请倒排工期、明确责任人，限期建立推送机制。", date(2026, 12, 18),
    )  # fmt: skip
    return ordered(told, sender="重庆市江津区民政局", number="督〔2026〕3号", day=_PRINTED)


def the_bulletin() -> Bulletin:
    """Return how far what was resolved this year has been carried out."""
    return bulletin(BODY, tuple(_entries()), since=date(2026, 1, 1), until=_PRINTED, day=_PRINTED)


async def samples() -> list[tuple[str, bytes]]:
    """Return every sample with the name of its file."""
    register = the_register()
    return [
        ("minutes-1.pdf", await sheet("minutes", one_page())),
        ("minutes-6.pdf", await sheet("minutes", six_pages())),
        ("minutes-20.pdf", await sheet("minutes", twenty_pages())),
        ("minutes-case.pdf", await sheet("minutes", of_the_case())),
        ("notice.pdf", await sheet("notice", the_notice())),
        ("notice.ics", invitation()),
        ("agenda.pdf", await sheet("agenda", the_agenda())),
        ("topic_list.pdf", await sheet("topic_list", the_topic_list())),
        ("sign_in.pdf", await sheet("sign_in", the_sign_in_sheet())),
        ("extract.pdf", await sheet("extract", the_extract())),
        ("reminder.pdf", await sheet("reminder", the_reminder())),
        ("order.pdf", await sheet("order", the_order())),
        ("bulletin.pdf", await sheet("bulletin", the_bulletin())),
        ("register.pdf", await sheet("register", register, attachments=[attached(register)])),
        ("minutes-6.docx", await editable(word.minutes, six_pages())),
        ("register.docx", await editable(word.register, register)),
    ]
