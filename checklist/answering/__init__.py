"""What is answered: the answer file, its checks, its safe keeping, and the session of a person at work."""
