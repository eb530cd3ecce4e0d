"""A report in, a plan of what to say out, and the one place that carries a plan out."""
