"""Is everything ready? A file for each part of the question; nothing is ever sent."""
