"""Our front to the MJML engine: reads, checks and protects MJML before it is compiled."""
