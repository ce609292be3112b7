"""What each sender is, as data: importable by everything, also by what must never send."""
