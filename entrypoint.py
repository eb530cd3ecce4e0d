"""The image's entry point."""

from pr_agent_action.entrypoints.action import main

raise SystemExit(main())
