"""Lambda entry point of the live updates."""

from functions.platform.live.service import LiveService
from functions.platform.live.triggers import live_handler

handler = live_handler(LiveService.assemble)
