"""Finance: figures of the business, each with how it came about."""
