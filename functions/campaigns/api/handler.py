"""Lambda entry point of the API of campaigns."""

from baton.runtime.http_entry import http_handler
from functions.campaigns.api.app import assemble

handler = http_handler(assemble)
