"""Email providers that are spoken to over HTTP, one file each."""
