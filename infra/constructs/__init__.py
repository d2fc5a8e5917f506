"""One construct per capability, of which the stacks are made."""
