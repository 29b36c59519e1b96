"""What `make bench` prints: figures of this machine, and ratios that hold on others."""
