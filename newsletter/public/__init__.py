"""The pages that face the internet: the way out of the newsletter, and whether all is well."""
