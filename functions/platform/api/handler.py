"""Lambda entry point of the API of what every company has."""

from baton.runtime.http_entry import http_handler
from functions.platform.api.app import assemble

handler = http_handler(assemble)
