"""The handoff step: passes a record, as a lead, on with its context, or calls a person."""
