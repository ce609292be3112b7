"""What an article did not bring along: its language, sentences, summary and hashtags. Pure."""
