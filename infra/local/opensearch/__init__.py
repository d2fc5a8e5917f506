"""A small OpenSearch for one machine: the requests of ``baton.memory`` and no others, exactly.

It computes nearest neighbours by comparing with every vector, scores words with BM25, and keeps
everything in append-only files. Whatever it does not know it refuses, in OpenSearch's words for
errors; ``tests/contract/platform/test_opensearch.py`` pins every request, and runs against a
real OpenSearch too. It differs in one way: what is written is found without a refresh.
"""
