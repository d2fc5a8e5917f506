"""Lambda entry point of the outbox."""

from functions.platform.outbox.dispatcher import Dispatcher
from functions.platform.outbox.triggers import outbox_handler

handler = outbox_handler(Dispatcher.assemble)
