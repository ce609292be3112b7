"""The preview studio: a page on this computer that shows what will go out. It cannot send."""
