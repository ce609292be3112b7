"""The daemon: what schedules say, done on time, once, for years."""
