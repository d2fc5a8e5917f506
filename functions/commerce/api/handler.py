"""Lambda entry point of the API of commerce."""

from baton.runtime.http_entry import http_handler
from functions.commerce.api.app import assemble

handler = http_handler(assemble)
