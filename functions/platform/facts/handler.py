"""Lambda entry point of the facts: their queue, dropped files, and compaction."""

from functions.platform.facts.agent import FactRecorder
from functions.platform.facts.triggers import facts_handler

handler = facts_handler(FactRecorder.assemble)
