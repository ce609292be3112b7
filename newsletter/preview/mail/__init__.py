"""The mail's HTML as other clients, other schemes and other settings would show it. Pure."""
