"""Lambda entry point of the live updates."""

from functions.live.triggers import live_handler

handler = live_handler()
