"""Reading cases and referrals, within what the person may know."""
