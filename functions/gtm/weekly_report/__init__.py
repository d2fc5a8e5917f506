"""The weekly report on the business."""
