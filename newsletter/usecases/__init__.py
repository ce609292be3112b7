"""What the commands do: the order of the steps, told as typed events. Shells call these."""
