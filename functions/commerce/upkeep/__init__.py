"""What keeps stock and orders going when nobody comes back to them."""
