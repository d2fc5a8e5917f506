"""Go-to-market: questions about the business, and who answers them."""
