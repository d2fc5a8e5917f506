"""The go-to-market supervisor and its specialists: figures of a company, from facts."""
