"""Lambda entry point of the protocols."""

from functions.platform.rpc.app import rpc_handler

handler = rpc_handler()
