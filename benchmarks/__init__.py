"""Speed, size and memory of Kutipan, measured from outside: through its command line and its HTTP endpoint."""
