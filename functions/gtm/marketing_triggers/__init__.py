"""What marketing does by itself when something happens, and the hand-over of what was approved."""
