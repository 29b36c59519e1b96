"""Referrals 转办: from one window to every department and back.

A **case** 受理件 is one request of one household at one window. Each of its **needs** goes to a
unit as a **referral** 转办单: one unit, one programme, one attempt. The unit accepts 签收, may ask
to return it 申请退回 or ask the person for papers 补正, and completes it 办结; the desk calls back
and confirms 回访确认. One referral leads 牵头, the others cooperate 配合. When every need has its
answer, the desk closes the case. Nobody's request is lost, and every deadline explains itself.
"""
