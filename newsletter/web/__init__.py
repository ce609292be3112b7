"""Pages on the web, as far as content names them: asked with care, and never inside a network."""
