"""The image's entry point."""

from pr_agent_action.entrypoints.action import main
from pr_agent_action.entrypoints.leave import leave

leave(main())
