"""Recipient slots: what stays open when a mail is compiled, and is filled for each recipient."""
