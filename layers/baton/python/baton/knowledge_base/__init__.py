"""What the company says of itself and of what it sells: documents, found passage by passage and quoted.

Not to be taken for the knowledge graph (``baton.memory.knowledge``), which holds what is known of the
field as relations between things.
"""
