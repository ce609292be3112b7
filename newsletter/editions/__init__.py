"""Articles to an Edition, and an Edition to everything that will go out. Pure."""
