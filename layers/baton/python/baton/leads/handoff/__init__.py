"""What leads tell of themselves when one agent hands them to another."""
