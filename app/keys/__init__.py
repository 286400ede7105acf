"""Key slots, passwords, an office's signing and sealing keys, fingerprints."""
