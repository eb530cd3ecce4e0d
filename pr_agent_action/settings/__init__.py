"""Settings: what the operator sets (``Settings``) and what a repository may set (``RepoSettings``)."""
