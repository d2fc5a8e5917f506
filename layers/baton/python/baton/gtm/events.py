"""The events of this area."""

from baton.gtm.weekly_report import WeeklyReportMade
from baton.messaging.events import Event

WEEKLY_REPORT_MADE = Event("gtm.weekly_report_made", WeeklyReportMade)
