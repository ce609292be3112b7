"""The command line: one file for each command. The only code that knows Typer and Rich."""
