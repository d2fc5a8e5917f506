"""Lambda entry point of the weekly report."""

from baton.runtime import agent_handler
from functions.gtm.weekly_report.agent import WeeklyReporter

handler = agent_handler(WeeklyReporter.assemble)
