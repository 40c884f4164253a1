"""Signatures that prove who handed a file in, and encryption on its way: in the formats of OpenSSH and age."""
