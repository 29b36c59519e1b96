"""Webhooks: programs elsewhere hear of acts, signed after Standard Webhooks.

What is told stands in the transaction of the act and is sent later, again and again until it is
taken or the days are over. A message holds numbers, states and versions, and nothing personal.
"""
