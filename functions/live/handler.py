"""Lambda entry point of the live updates."""

from functions.live.service import LiveService
from functions.live.triggers import live_handler

handler = live_handler(LiveService.assemble)
