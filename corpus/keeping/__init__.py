"""What keeps a record from being lost: backups and dumps."""
