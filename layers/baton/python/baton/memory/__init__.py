"""The four memories of the agents (requirements B1 to B4), the cache before them, and embeddings."""
