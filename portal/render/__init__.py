"""Putting things into words and pages: the Jinja environment, its filters, the words of enums.

Pages, e-mails and papers all come through here, so a date or an amount looks the same in each.
"""
