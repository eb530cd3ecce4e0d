"""What a run has spent, and the cap that it keeps."""

from __future__ import annotations

import threading
from decimal import Decimal

from pr_agent_action.domain.usage import Usage
from pr_agent_action.errors import BudgetError

CAP = "max_cost_usd"


class Ledger:
    """Money and tokens of all calls of one run; safe to use from threads.

    A call reserves the most that it may cost before it is made and settles with what it did cost. While other calls
    hold reservations, one that does not fit beside them waits: most of what they hold comes back.
    """

    def __init__(self, cap: Decimal | None = None) -> None:
        """Take the cap in US dollars; ``None`` for none."""
        self.cap = cap
        self.cap_name = CAP
        self._held = Decimal(0)
        self._charged = Decimal(0)
        self._usage = Usage()
        self._changed = threading.Condition()

    @property
    def usage(self) -> Usage:
        """All calls so far, failed ones included where their usage is known."""
        with self._changed:
            return self._usage

    def limit_to(self, dollars: Decimal, cap: str) -> None:
        """Lower the cap to ``dollars`` more than was charged so far, if it is not lower already."""
        with self._changed:
            if self.cap is None or dollars < self.cap - self._charged:
                self.cap, self.cap_name = self._charged + dollars, cap

    def reserve(self, least: Decimal, most: Decimal, *, patience: float) -> Decimal:
        """Reserve up to ``most`` dollars and at least ``least``; wait ``patience`` seconds for others to settle."""
        if self.cap is None:
            return most
        with self._changed:
            self._changed.wait_for(lambda: self._free >= most or not self._held, patience)
            granted = min(most, self._free)
            if granted < least:
                raise BudgetError(
                    f"The next model call may cost ${least:.4f}, and ${max(self._free, Decimal(0)):.4f} is left of "
                    f"{self.cap_name} (${self.cap}).",
                    fix=f"Raise {self.cap_name}, or choose a cheaper model.",
                )
            self._held += granted
            return granted

    def settle(self, reserved: Decimal, usage: Usage) -> None:
        """Give the reservation back and book what the call did cost: the whole of it where that is unknown."""
        with self._changed:
            if self.cap is not None:
                self._held -= reserved
                self._charged += reserved if usage.cost_usd is None else usage.cost_usd
            self._usage += usage
            self._changed.notify_all()

    @property
    def _free(self) -> Decimal:
        return (self.cap or Decimal(0)) - self._charged - self._held
