"""A real OpenSearch with its k-NN plugin, as one node on this machine, made of Maven artifacts.

OpenSearch's distribution is not to be had from a package registry, but its parts are: Maven brings the
server, the modules it cannot do without, and the plugin as it is published. What the distribution adds
besides is left out: the native k-NN library (``faiss``, ``nmslib``; ours is Lucene's engine), security,
and the scripts that start it. ``make opensearch`` serves it; the contract of episodic memory runs
against it.
"""
