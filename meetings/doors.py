"""The acts as doors take them: one table for the pages and the API."""

from __future__ import annotations

from meetings import inputs, operations
from meetings.model import MeetingAction, MinutesAction, ResolutionAction, TopicAction
from meetings.states import MEETINGS, MINUTES, RESOLUTIONS, TOPICS, Table
from portal.core.i18n import N_
from portal.web.actions import Act, Operation

_T, _M, _N, _R = TopicAction, MeetingAction, MinutesAction, ResolutionAction


def _acts(table: Table, rows: dict[object, tuple[type, Operation, str]]) -> tuple[Act, ...]:
    """Return a door for each act of the table; the right is the table's own."""
    return tuple(Act(action.value, row.permission, *rows[action]) for action, row in table.items())


TOPIC_ACTS = _acts(TOPICS, {
    _T.EDIT: (inputs.TopicEdit, operations.edit_topic, N_("已保存议题。")),
    _T.SUBMIT: (inputs.Plain, operations.submit, N_("已提交议题。")),
    _T.RETURN: (inputs.WithReason, operations.return_, N_("已退回议题。")),
    _T.CHECK: (inputs.Plain, operations.check_topic, N_("已开始会前协调。")),
    _T.CONSULT: (inputs.Consult, operations.consult, N_("已征求意见。")),
    _T.ANSWER: (inputs.Answer, operations.answer, N_("已答复。")),
    _T.POOL: (inputs.Plain, operations.pool, N_("已列入议题库。")),
    _T.SCHEDULE: (inputs.Schedule, operations.schedule, N_("已列入会议议程。")),
    _T.TAKE_OFF: (inputs.Plain, operations.take_off, N_("已移出议程，回到议题库。")),
    _T.PASS_ON: (inputs.PassOn, operations.pass_on, N_("已列入议题清单，等待列入下次会议。")),
    _T.RECORD_OUTCOME: (inputs.OutcomeIn, operations.record_outcome, N_("已记录审议结果。")),
    _T.RECORD_ANSWER: (inputs.GovernmentAnswer, operations.record_answer, N_("已记录政府答复。")),
    _T.WITHDRAW: (inputs.WithReason, operations.withdraw, N_("已撤回议题。")),
    _T.MERGE: (inputs.Merge, operations.merge, N_("已合并议题，审议结果对并入的议题一并适用。")),
    _T.SPLIT: (inputs.WithReason, operations.split,
               N_("已分开，议题回到议题库。请核对原议题的征求意见和材料。")),
})  # fmt: skip

MEETING_ACTS = _acts(MEETINGS, {
    _M.EDIT: (inputs.Moved, operations.edit, N_("已修改会议。")),
    _M.ORDER: (inputs.Order, operations.order, N_("已调整议程。")),
    _M.PROPOSE_ORDER: (inputs.Plain, operations.propose_order, N_("已按建议排列议程。")),
    _M.CALL_IN: (inputs.Observing, operations.call_in, N_("已安排列席单位。")),
    _M.CONVENE: (inputs.Plain, operations.convene, N_("已发出会议通知。")),
    _M.FIX_AGENDA: (inputs.Plain, operations.fix_agenda, N_("已确定议程。")),
    _M.BEGIN: (inputs.Plain, operations.begin, N_("会议开始，纪要已建立。")),
    _M.ADJOURN: (inputs.Plain, operations.adjourn, N_("已休会。")),
    _M.RESUME: (inputs.Plain, operations.resume, N_("已复会。")),
    _M.CONCLUDE: (inputs.Plain, operations.conclude, N_("会议结束，没有议到的议题已退回议题库。")),
    _M.POSTPONE: (inputs.WithReason, operations.postpone, N_("会议已延期。")),
    _M.CANCEL: (inputs.WithReason, operations.cancel, N_("会议已取消，议题已退回议题库。")),
    _M.ATTEND: (inputs.Reply, operations.attend, N_("已回复参加。")),
    _M.DELEGATE: (inputs.Reply, operations.delegate, N_("已回复委派代表。")),
    _M.EXCUSE: (inputs.Reply, operations.excuse, N_("已请假。")),
    _M.PRESENT: (inputs.Present, operations.present, N_("已登记到会情况。")),
    _M.REMIND: (inputs.Plain, operations.remind, N_("已提醒尚未回复的单位。")),
    _M.CORRECT_NOTICE: (inputs.Plain, operations.correct_notice, N_("已发出更正通知。")),
    _M.BUILD_PACK: (inputs.Plain, operations.build_pack,
                    N_("正在生成会议材料汇编，完成后会通知您。")),
    _M.STOP_PACK: (inputs.Plain, operations.stop_pack, N_("正在停下，已生成的分册都会保留。")),
    _M.LEAVE: (inputs.Leaving, operations.leave, N_("已登记离会。")),
    _M.RECUSE: (inputs.Recusal, operations.recuse, N_("已登记回避。")),
})  # fmt: skip

MINUTES_ACTS = _acts(MINUTES, {
    _N.WRITE: (inputs.Writing, operations.write, N_("已保存纪要。")),
    _N.RESOLVE: (inputs.Resolve, operations.resolve, N_("已拟定议定事项。")),
    _N.DROP: (inputs.Drop, operations.drop, N_("已删除议定事项。")),
    _N.AT_ONCE: (inputs.AtOnce, operations.at_once, N_("该项即时生效，转办单已按议定继续办理。")),
    _N.REMARK: (inputs.RemarkIn, operations.remark, N_("意见已记录，等待答复。")),
    _N.ANSWER: (inputs.AnswerIn, operations.answer_remark, N_("已答复意见。")),
    _N.CIRCULATE: (inputs.Circulating, operations.circulate, N_("已送会签。")),
    _N.AGREE: (inputs.Plain, operations.agree, N_("已会签同意。")),
    _N.COMMENT: (inputs.Opinion, operations.comment, N_("已会签同意，意见已记录。")),
    _N.OBJECT: (inputs.Opinion, operations.object_, N_("异议已记录。")),
    _N.TAKE_BACK: (inputs.Plain, operations.take_back, N_("异议已撤回。")),
    _N.OVERRULE: (inputs.Overrule, operations.overrule, N_("异议已裁定。")),
    _N.REVISE: (inputs.WithReason, operations.revise, N_("已收回修改。")),
    _N.TO_SIGNATURE: (inputs.Plain, operations.to_signature, N_("已送签。")),
    _N.SIGN: (inputs.Plain, operations.sign, N_("已签发。")),
    _N.REFUSE: (inputs.WithReason, operations.refuse, N_("已退回修改。")),
    _N.CORRECT: (inputs.WithReason, operations.correct, N_("已建立更正，请修改后会签、印发。")),
    _N.REVOKE: (inputs.WithReason, operations.revoke, N_("已建立撤销件，会签、印发后生效。")),
    _N.DISTRIBUTE: (inputs.Distributing, operations.distribute, N_("已选定发送范围。")),
    _N.ISSUE: (inputs.Issue, operations.issue, N_("已编号印发，议定事项开始计时。")),
})  # fmt: skip

RESOLUTION_ACTS = _acts(RESOLUTIONS, {
    _R.RECEIVE: (inputs.Plain, operations.receive, N_("已签收。")),
    _R.START: (inputs.Plain, operations.start, N_("已开始办理。")),
    _R.COOPERATE: (inputs.Report, operations.cooperate, N_("已填写配合情况。")),
    _R.REPORT: (inputs.Report, operations.report, N_("已报告落实情况，等待核查。")),
    _R.SEND_BACK: (inputs.WithReason, operations.send_back, N_("已退回重办。")),
    _R.CHECK: (inputs.Plain, operations.check, N_("已核查通过，等待销号。")),
    _R.STRIKE_OFF: (inputs.Plain, operations.strike_off, N_("已销号。")),
    _R.PLAN: (inputs.Plan, operations.plan_steps, N_("已定阶段目标。")),
    _R.REACH: (inputs.Reach, operations.reach, N_("已记录阶段目标完成。")),
    _R.URGE: (inputs.Urge, operations.urge, N_("已催办，催办单在相关文书中。")),
    _R.SUPERVISE: (inputs.Supervise, operations.supervise, N_("督办单已编号发出。")),
    _R.SUSPEND: (inputs.WithReason, operations.suspend, N_("已暂缓。")),
    _R.RESUME: (inputs.Plain, operations.resume_resolution, N_("已恢复办理。")),
    _R.ASK_EXTENSION: (inputs.AskMore, operations.ask_extension, N_("已申请延期，原期限照算。")),
    _R.GRANT_EXTENSION: (inputs.WithReason, operations.grant_extension, N_("已同意延期。")),
    _R.REFUSE_EXTENSION: (inputs.WithReason, operations.refuse_extension, N_("不同意延期。")),
})  # fmt: skip
