"""What differs between operating systems: signals, processes, files, rights, the shell, the language set."""
