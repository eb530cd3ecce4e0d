"""The Action on a fake GitHub that serves a pull request made from a git range."""
