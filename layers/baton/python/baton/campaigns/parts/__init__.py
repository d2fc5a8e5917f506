"""The parts of a campaign's run: what each agent tells the others. Summaries with references, without
personal data; what is large stands in its agent's own store.
"""
