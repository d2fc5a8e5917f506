"""What throttles first: leads at 10, 1,000 and 10,000 a second against the limits of AWS.

A sample of leads goes through the real handlers on a local DynamoDB. Every request is weighed by
DynamoDB's rules and laid on the partition key that the real code chose (``units``). What leads share is
scaled to a rate, what is a lead's own is not (``heat``); what no table holds has a quota (``quotas``),
and what is done by sweeps has the time that a run has (``sweeps``).
"""
