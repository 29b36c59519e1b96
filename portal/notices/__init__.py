"""Notices: what a person should know, in the portal and by e-mail, in that person's language."""
