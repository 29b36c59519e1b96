"""The office: what belongs to no feature and composes them all: home, search, notices, settings,
help, signing in, administration. It owns no table.
"""
