"""Acts on the outside: the ledger, the policy of what holds for all, and the senders to the providers.

``ledger`` is the only way out. It knows no lead, campaign or plan: rules, commit conditions and quotas
are handed in, and areas register their kinds of effects. ``effect`` draws an effect's way.
"""
