"""Lists of people as files: CSV rows to addresses and attributes, each bad one named by place."""
