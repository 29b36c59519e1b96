"""The acts as doors take them: one table for the pages and the API.

A row names the act in addresses, the right, the input, the operation, and what is said after it.
The acts of meetings (put to the meeting, taken back, decided) have no door here.
"""

from __future__ import annotations

from collections.abc import Mapping

from portal.core.i18n import N_
from portal.web.actions import Act
from referrals import inputs, operations
from referrals.inputs.ledgers import LedgerMap, LedgerRun
from referrals.operations import ledgers

CASE_ACTS = (
    Act("accept", "case.accept", inputs.Acceptance, operations.accept_case,
        N_("已受理，请打印受理通知书交给当事人。")),
    Act("ask_papers", "case.ask_papers", inputs.AskPapers, operations.ask_case_papers,
        N_("已一次性告知补正内容。")),
    Act("papers_in", "case.papers_in", inputs.Plain, operations.case_papers_in,
        N_("已记录材料补齐。")),
    Act("lapse", "case.lapse", inputs.Plain, operations.lapse, N_("已按逾期未补正处理。")),
    Act("propose_refusal", "case.propose_refusal", inputs.ProposeRefusal,
        operations.propose_refusal, N_("已提出不予受理，等待另一人审批。")),
    Act("approve_refusal", "case.approve_refusal", inputs.WithReason, operations.approve_refusal,
        N_("已同意不予受理。")),
    Act("decline_refusal", "case.decline_refusal", inputs.WithReason, operations.decline_refusal,
        N_("不同意不予受理，请继续受理。")),
    Act("record_gap", "case.record_gap", inputs.RecordGap, operations.record_gap,
        N_("已登记为缺口。")),
    Act("hand_over", "case.hand_over", inputs.HandOver, operations.hand_over,
        N_("已提出移交，对方签收前仍由原首问责任人负责。")),
    Act("declare_relatives", "case.declare_relatives", inputs.Declare, operations.declare,
        N_("已备案，须回避的人员从现在起不能办理这一件。")),
    Act("strike_relative", "case.strike_relative", inputs.StrikeRelative,
        operations.strike_relative, N_("已划去，原备案仍保留可查。")),
    Act("inform", "case.inform", inputs.Inform, operations.inform,
        N_("已知会，该单位签收后这里可以看到。")),
    Act("uninform", "case.uninform", inputs.Uninform, operations.uninform,
        N_("已撤销知会，该单位不能再查看这一件。")),
    Act("close", "case.close", inputs.Plain, operations.close, N_("已办结。")),
    Act("reopen", "case.reopen", inputs.WithReason, operations.reopen_case, N_("已重新办理。")),
    Act("withdraw", "case.withdraw", inputs.WithReason, operations.withdraw_case,
        N_("已撤回申请。")),
    Act("merge", "case.merge", inputs.MergeInto, operations.merge,
        N_("已合并，三十天内可以撤销。")),
    Act("undo_merge", "case.undo_merge", inputs.WithReason, operations.undo_merge,
        N_("已撤销合并。")),
    Act("void", "case.void", inputs.WithReason, operations.void_case, N_("已作废。")),
    Act("note", "note.shared", inputs.NoteIn, operations.note_on_case, N_("已记录。")),
)  # fmt: skip

# What a unit does that is told of a case, beside the desk's acts.
TOLD_ACTS = (
    Act("acknowledge", "case.acknowledge", inputs.Plain, operations.acknowledge,
        N_("已签收知会。")),
)  # fmt: skip

REFERRAL_ACTS = (
    Act("send", "referral.send", inputs.Plain, operations.send_draft, N_("已转出。")),
    Act("accept", "referral.accept", inputs.Plain, operations.accept, N_("已签收。")),
    Act("ask_return", "referral.ask_return", inputs.AskReturn, operations.ask_return,
        N_("已申请退回，等待受理窗口审批。")),
    Act("approve_return", "referral.decide_return", inputs.ApproveReturn,
        operations.approve_return, N_("已同意退回。")),
    Act("overrule_return", "referral.decide_return", inputs.WithReason,
        operations.overrule_return, N_("不同意退回，由原单位办理。")),
    Act("decline_meeting", "referral.decide_return", inputs.WithReason,
        operations.decline_meeting, N_("已决定不提请，请督促承办单位办理。")),
    Act("ask_papers", "referral.ask_papers", inputs.AskPapers, operations.ask_papers,
        N_("已要求补正，时限停着。")),
    Act("papers_in", "referral.papers_in", inputs.Plain, operations.papers_in,
        N_("已记录材料补齐，时限继续。")),
    Act("no_answer", "referral.no_answer", inputs.WithReason, operations.no_answer,
        N_("已按当事人未答复办结。")),
    Act("complete", "referral.complete", inputs.Completion, operations.complete,
        N_("已办结，等待受理窗口回访。")),
    Act("confirm", "referral.confirm", inputs.Confirmation, operations.confirm,
        N_("已记录回访。")),
    Act("send_back", "referral.send_back", inputs.WithReason, operations.send_back,
        N_("已退回承办单位重办。")),
    Act("reopen", "referral.reopen", inputs.WithReason, operations.reopen, N_("已重新办理。")),
    Act("withdraw", "referral.withdraw", inputs.Withdrawal, operations.withdraw,
        N_("已撤回。")),
    Act("waive", "referral.waive", inputs.WithReason, operations.waive, N_("已免除配合。")),
    Act("void", "referral.void", inputs.Leaving, operations.void, N_("已作废。")),
    Act("assign", "referral.assign", inputs.Assignment, operations.assign, N_("已指派。")),
    Act("ask_extension", "referral.ask_extension", inputs.AskExtension,
        operations.ask_extension, N_("已申请延期，时限照常计算。")),
    Act("grant_extension", "referral.grant_extension", inputs.WithReason,
        operations.grant_extension, N_("已同意延期。")),
    Act("refuse_extension", "referral.refuse_extension", inputs.WithReason,
        operations.refuse_extension, N_("不同意延期。")),
    Act("begin_stage", "referral.stage", inputs.BeginStage, operations.begin_stage,
        N_("环节已开始，时限停着。")),
    Act("record_objection", "referral.stage", inputs.Objection, operations.record_objection,
        N_("已记录异议，公示期重新计算。")),
    Act("end_stage", "referral.stage", inputs.Plain, operations.end_stage,
        N_("环节已结束，时限继续。")),
    Act("note", "note.shared", inputs.NoteIn, operations.note, N_("已记录。")),
    Act("chase", "referral.chase", inputs.WithReason, operations.chase, N_("已催办。")),
)  # fmt: skip

# What can be done to many at once, in the order of the bar above the list.
BULK_ACTS: Mapping[str, Act] = {
    name: act for name in ("accept", "assign", "chase") for act in REFERRAL_ACTS if act.name == name
}

LEDGER_ACTS = (
    Act("check", "ledger.import", LedgerMap, ledgers.check_ledger, N_("开始核对，请稍候。")),
    Act("import", "ledger.import", LedgerRun, ledgers.import_ledger,
        N_("开始导入，可以离开此页。")),
    Act("stop", "ledger.import", inputs.Plain, ledgers.stop_ledger,
        N_("正在停下，已完成的部分都会保留。")),
    Act("undo", "ledger.undo", inputs.WithReason, ledgers.undo_ledger,
        N_("开始撤销，可以离开此页。")),
)  # fmt: skip
