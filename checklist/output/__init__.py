"""What leaves the building: reports. Jinja is used here and nowhere else."""
