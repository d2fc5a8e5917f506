"""Lambda entry point of the HTTP API."""

from functions.platform.api.app import api_handler

handler = api_handler()
