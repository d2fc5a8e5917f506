"""Baton for other programs: JSON-RPC 2.0 at ``/rpc`` and the Model Context Protocol at ``/mcp``."""
