"""Lambda entry point of the outbox."""

from functions.outbox.dispatcher import Dispatcher
from functions.outbox.triggers import outbox_handler

handler = outbox_handler(Dispatcher.assemble)
