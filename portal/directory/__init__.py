"""Divisions, units, people and their rights; sign-in and tokens; the working-day calendar."""
