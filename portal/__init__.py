"""Lianban 联办: one-window intake, coordinated handling, and the joint meetings behind them."""
