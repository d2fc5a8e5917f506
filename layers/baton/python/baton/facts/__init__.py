"""Facts: what happened, kept by kind and day so that it can be counted (an order line, a day's ad costs)."""
