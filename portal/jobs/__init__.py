"""Due work: enqueued with the change that causes it, claimed with a lease, finished or retried."""
