"""Every act: who, when, what, old → new; written with the change itself, sealed into a chain."""
