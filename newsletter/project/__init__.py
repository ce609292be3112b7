"""The project folder on disk: finding it, reading inputs, templates and images, writing safely."""
