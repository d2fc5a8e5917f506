"""The last step of a lead's pipeline: stores the result."""
