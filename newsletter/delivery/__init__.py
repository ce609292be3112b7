"""The engine that delivers a plan: each recipient once, nobody lost, every outcome on record."""
