"""Reads what advertising platforms report of running campaigns, each hour."""
