"""What the verifier compares with the ledger's lines: rows, files, guards, rights. It shares no code with whoever writes them."""
