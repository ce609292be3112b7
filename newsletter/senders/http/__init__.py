"""What all senders that speak HTTP share: asking, judging answers, waiting, tokens, parts."""
