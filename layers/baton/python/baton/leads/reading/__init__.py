"""What people write, read for what they want. It is looked at, never obeyed."""
