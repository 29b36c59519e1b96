"""The papers of the joint meeting: what each says; pure.

The templates under ``templates/meetings/pdf`` only set them. Papers of a joint meeting are official
papers and exist in 简体 alone, whatever language the reader speaks.
"""

from portal.core.i18n import N_

# The title of each paper by the name of its template under templates/meetings/pdf.
TITLES = {
    "minutes": N_("会议纪要"),
    "notice": N_("会议通知"),
    "agenda": N_("会议议程"),
    "sign_in": N_("会议签到表"),
    "topic_list": N_("议题清单"),
    "extract": N_("纪要摘录"),
    "register": N_("议定事项台账"),
    "bulletin": N_("落实情况通报"),
    "reminder": N_("催办单"),
    "order": N_("督办单"),
    "pack_front": N_("会议材料汇编"),
    "pack_inserts": N_("会议材料汇编"),
    "pack_text": N_("会议材料"),
}
