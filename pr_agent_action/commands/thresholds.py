"""What is worth saying: how severe, how certain, and of which kind a finding must be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pr_agent_action.domain.finding import Category, Confidence, Finding, Severity
from pr_agent_action.settings.sections import ReviewerSection


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """The least that is said.

    ``categories`` is empty where all are wanted. ``spare`` is how many candidates are asked for beyond the findings
    that are shown: some are dropped for their place, as repeats, or on verification.
    """

    min_severity: Severity
    min_confidence: Confidence
    categories: frozenset[Category] = frozenset()
    spare: int = 0

    def objection(self, finding: Finding) -> str:
        """Say why a finding is not worth saying; ``""`` when it is."""
        if self.categories and finding.category not in self.categories:
            return f"its category, {finding.category.value}, is not among those wanted"
        if not finding.severity.at_least(self.min_severity):
            return f"less severe than {self.min_severity.value}"
        order = list(Confidence)
        # A suggestion has a score instead, and a check without a model is as certain as it ever is.
        rated = finding.source == "model" and finding.score is None
        sure = not rated or order.index(finding.confidence) <= order.index(self.min_confidence)
        # What would be critical is worth a look even when it is uncertain.
        return "" if sure or finding.severity is Severity.CRITICAL else f"less certain than {self.min_confidence.value}"


PRESETS: Mapping[str, Thresholds] = {
    "relaxed": Thresholds(min_severity=Severity.MEDIUM, min_confidence=Confidence.HIGH, spare=1),
    "standard": Thresholds(min_severity=Severity.LOW, min_confidence=Confidence.MEDIUM, spare=3),
    "strict": Thresholds(min_severity=Severity.LOW, min_confidence=Confidence.LOW, spare=6),
}
"""What ``strictness`` sets; docs/configuration.md shows this table."""


def thresholds(section: ReviewerSection) -> Thresholds:
    """Take the preset, and over it what is set one by one."""
    preset = PRESETS[section.strictness]
    severity, confidence = section.min_severity, section.min_confidence
    return Thresholds(
        min_severity=preset.min_severity if severity == "auto" else Severity(severity),
        min_confidence=preset.min_confidence if confidence == "auto" else Confidence(confidence),
        categories=frozenset(map(Category, section.categories)),
        spare=preset.spare,
    )
