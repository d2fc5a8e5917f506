"""Lambda entry point of the console's page."""

from baton.runtime.http_entry import http_handler
from functions.platform.console.pages import Pages

handler = http_handler(Pages.assemble)
