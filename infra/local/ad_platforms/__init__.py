"""Stand-ins of Google Ads, Meta and LinkedIn on this machine: their wire protocols, with accounts that
keep what is created, campaigns that deliver a day in a second, and faults that can be switched on.
"""
