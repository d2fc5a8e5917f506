"""Lambda entry point of JSON-RPC and MCP."""

from baton.runtime.http_entry import http_handler
from functions.platform.rpc.app import assemble

handler = http_handler(assemble)
