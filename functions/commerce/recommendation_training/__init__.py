"""What goes with what, learned from purchases every week."""
