"""What keeps a record from being lost: backups, dumps, and a doctor that looks at the store."""
