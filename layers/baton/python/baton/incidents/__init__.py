"""What alarms led to."""
