"""Lambda entry point of the API of leads."""

from baton.runtime.http_entry import http_handler
from functions.leads.api.app import assemble

handler = http_handler(assemble)
