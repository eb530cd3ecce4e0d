"""Repository settings with the layer each value came from, and how one more value is laid on top."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from pr_agent_action.settings.known import LABELS, PATHS, locate
from pr_agent_action.settings.sections import CustomLabel, RepoSettings
from pr_agent_action.settings.value import convert

DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class LayeredRepoSettings:
    """The settings that hold.

    ``origin`` maps ``section.key`` to the layer that set it; what it lacks is a default. ``warnings`` are sentences
    about what a repository's file or a command said in vain. ``allowed_models`` are globs of the models that a
    repository's file may choose.
    """

    values: RepoSettings
    origin: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    allowed_models: tuple[str, ...] = ()

    def value(self, name: str) -> object:
        """Give the value of ``section.key``."""
        if name == PATHS:
            return self.values.path_instructions
        section, _, key = name.partition(".")
        if section == LABELS:
            label, _, inner = key.rpartition(".")
            return getattr(self.values.custom_labels[label], inner)
        return getattr(getattr(self.values, section), key)

    def with_value(self, name: str, raw: object, *, layer: str) -> LayeredRepoSettings:
        """Lay one value on top; raise ``RefusedValueError`` when it does not fit. ``name`` must exist."""
        place = locate(name)
        if place is None:
            raise KeyError(name)
        section, _, key = name.partition(".")
        value = convert(*place, raw)
        if section == LABELS:
            labels = {
                **self.values.custom_labels,
                key.rpartition(".")[0]: CustomLabel.model_validate({place[1]: value}),
            }
            values = self.values.model_copy(update={LABELS: labels})
        elif name == PATHS:
            values = self.values.model_copy(update={PATHS: value})
        else:
            changed = getattr(self.values, section).model_copy(update={key: value})
            values = self.values.model_copy(update={section: changed})
        return replace(self, values=values, origin={**self.origin, name: layer})

    def with_warnings(self, warnings: Iterable[str]) -> LayeredRepoSettings:
        """Add warnings; one that is there already is not said twice."""
        return replace(self, warnings=tuple(dict.fromkeys((*self.warnings, *warnings))))
