"""Prices: rules, limits, promotions, tax, and the quotes that they make."""
