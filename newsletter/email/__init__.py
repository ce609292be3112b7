"""An Edition to HTML through Jinja2 and MJML, to a text part, and to an RFC 5322 message. Pure."""
