"""The handoff step: passes a lead on with its context, or calls a person."""
