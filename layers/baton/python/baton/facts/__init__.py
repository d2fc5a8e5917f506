"""Facts: what happened, kept by kind and day so that it can be counted, as a day's ad costs."""
