"""Lambda entry point of the API of the go-to-market agents."""

from baton.runtime.http_entry import http_handler
from functions.gtm.api.app import assemble

handler = http_handler(assemble)
