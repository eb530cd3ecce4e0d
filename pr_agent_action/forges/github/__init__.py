"""GitHub: REST and GraphQL through PyGithub's requester, under our own retry policy.

``urls`` (what a pull request's address says) is free of PyGithub; ``forge`` loads it.
"""
