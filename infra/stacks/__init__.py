"""The stacks, from the ground up: foundation, platform, one for each area, operations."""
