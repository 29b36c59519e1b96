"""The set phrases of minutes, in the order of their keys: Alt+1 puts in the first.

They are words of official papers, which exist in 简体 alone, so they are in no catalogue.
"""

PHRASES: tuple[str, ...] = (
    "会议同意",
    "会议原则同意",
    "会议决定，",
    "会议要求，",
    "会议指出，",
    "会议听取了关于的汇报。",
    "由牵头，配合，于前办结。",
    "报请区政府审定。",
    "暂缓议定，补充材料后再次提请会议审议。",
)
