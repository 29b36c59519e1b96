"""The demo city: invented people in a real city, walked through the operations, never inserted."""
