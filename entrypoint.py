"""The image's entry point."""

from pr_agent_action.entrypoints.action import main
from pr_agent_action.entrypoints.leave import heed_signals, leave

heed_signals()
leave(main())
