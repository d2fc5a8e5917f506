"""Support: answers from the knowledge base, word for word, or a ticket for a person."""
