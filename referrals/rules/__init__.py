"""The rules: deadlines that explain themselves, lamps, and the guards of the state tables."""
