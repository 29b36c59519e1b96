"""The set phrases of minutes, in the order of their keys: Alt+1 puts in the first.

Where one says …, the page marks the first of them, so that what is typed next takes its place.
They are words of official papers, which exist in 简体 alone, so they are in no catalogue.
"""

PHRASES: tuple[str, ...] = (
    "会议同意",
    "会议原则同意",
    "会议决定，",
    "会议要求，",
    "会议指出，",
    "会议听取了…关于…的汇报。",
    "由…牵头，…配合，于…前办结。",
    "报请本级政府审定。",
    "暂缓议定，补充材料后再议。",
)
