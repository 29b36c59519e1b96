import pytest
from jinja2 import UndefinedError

from portal.core.errors import problem
from portal.core.i18n import Language, say, speaking
from portal.render.environment import environment, render
from portal.render.frame import Flash, Frame, NavItem


def text(source: str, **context: object) -> str:
    return environment("page").from_string(source).render(context).strip()


def test_an_undefined_name_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        text("{{ nothing }}")


@pytest.mark.parametrize("kind", ["page", "paper"])
def test_pages_and_papers_are_escaped(kind) -> None:
    shown = environment(kind).from_string("{{ name }}").render(name="<script>")

    assert shown == "&lt;script&gt;"


def test_the_text_of_a_mail_is_not_escaped() -> None:
    context = {"sentence": "A & B", "link": "https://example.org/a?b=1&c=2"}

    shown = render("portal/email/notice.txt", context, kind="mail")

    assert "A & B" in shown
    assert "b=1&c=2" in shown


def test_a_sentence_is_put_into_words_when_it_is_shown() -> None:
    assert text("{{ it }}", it=say("共 %(n)s 件", n=3)) == "共 3 件"


def test_gettext_escapes_what_it_is_given() -> None:
    assert text('{{ _("姓名：%(name)s", name=name) }}', name="<b>") == "姓名：&lt;b&gt;"


def test_a_page_speaks_the_language_of_its_reader() -> None:
    with speaking(Language.EN):
        assert '<html lang="en"' in render("portal/errors/500.html", {"reference": "", "back": ""})


def test_a_block_is_rendered_alone_with_the_components() -> None:
    context = {"sentence": "没有这一件。", "reference": "8F3K", "back": ""}

    shown = render("portal/errors/404.html", context, block="problem")

    assert "没有这一件。" in shown
    assert "8F3K" in shown
    assert "<html" not in shown


def test_a_stranger_s_page_has_no_navigation() -> None:
    shown = render("portal/errors/500.html", {"reference": "", "back": ""})

    assert "退出登录" not in shown
    assert 'class="places"' not in shown


def test_the_frame_names_the_person_and_marks_the_place() -> None:
    nav = (NavItem("/cases", "受理", current=True), NavItem("/referrals", "转办单"))
    frame = Frame(person_name="陈晓梅", nav=nav, unread=3, flashes=(Flash("已签收。", undo="/x"),))
    context = {"frame": frame, "csrf_token": "t0k", "reference": "", "back": ""}

    shown = render("portal/errors/500.html", context)

    assert "陈晓梅" in shown
    assert '<a href="/cases" aria-current="page">受理</a>' in shown
    assert "已签收。" in shown
    assert "撤销" in shown
    assert """hx-headers='{"X-CSRF-Token": "t0k"}'""" in shown


def test_a_field_says_what_is_wrong_with_it_and_keeps_what_was_typed() -> None:
    problems = [problem("members.0.name", "请填写姓名。"), problem("age", "年龄应为数字。")]

    shown = text(
        '{{ ui.field("members.0.name", "姓名", "<王>", problems, hint="同证件") }}',
        problems=problems,
    )

    assert 'value="&lt;王&gt;"' in shown
    assert 'aria-invalid="true"' in shown
    assert 'aria-describedby="f-members-0-name-hint f-members-0-name-error"' in shown
    assert "请填写姓名。" in shown
    assert "年龄应为数字。" not in shown


def test_the_summary_leads_to_every_wrong_field() -> None:
    problems = [problem("members.0.name", "请填写姓名。"), problem("", "请至少选一项。")]

    shown = text("{{ ui.error_summary(problems) }}", problems=problems)

    assert '<a href="#f-members-0-name">请填写姓名。</a>' in shown
    assert "<li>请至少选一项。</li>" in shown


def test_a_form_carries_its_token_version_and_key() -> None:
    shown = text('{{ ui.hidden("t0k", version=7) }}{{ ui.hidden("t0k") }}')

    assert shown.count('name="_csrf" value="t0k"') == 2
    assert shown.count('name="version" value="7"') == 1
    keys = [part.split('"')[0] for part in shown.split('name="_once" value="')[1:]]
    assert len(set(keys)) == 2


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ('ui.lamp("green", 9)', "余 9 个工作日"),
        ('ui.lamp("yellow", 0)', "今日到期"),
        ('ui.lamp("red", -2)', "逾期 2 个工作日"),
        ('ui.lamp("red", hours=-5)', "逾期 5 小时"),
        ('ui.lamp("paused", 4)', "已停表"),
        ('ui.lamp("none")', "已结"),
        ('ui.lamp("green")', "无时限"),
    ],
)
def test_a_lamp_says_in_words_what_its_shape_shows(call: str, words: str) -> None:
    shown = text("{{ " + call + " }}")

    assert words in shown
    assert "<use href=" in shown


def test_two_forms_of_one_page_keep_their_fields_apart() -> None:
    problems = [problem("reason", "请写明理由。")]

    shown = text(
        '{{ ui.error_summary(problems, scope="return") }}'
        '{{ ui.textarea("reason", "理由", scope="return") }}'
        '{{ ui.textarea("reason", "理由", scope="extend") }}'
        '{{ ui.radios("code", "原因", (("a", "甲"), ("b", "乙")), scope="return") }}'
        '{{ ui.date_field("due", "延至", scope="extend") }}',
        problems=problems,
    )

    assert '<a href="#f-return-reason">' in shown
    ids = [part.split('"')[0] for part in shown.split(' id="')[1:]]
    assert len(ids) == len(set(ids))
    assert {"f-return-reason", "f-extend-reason", "f-return-code", "f-extend-due"} <= set(ids)
