"""When something is due: days, times, cron, time zones, and what a schedule is. Pure."""
