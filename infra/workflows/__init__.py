"""One module per state machine; each shows its picture."""
