"""Problems as records, and the kinds of problems there are."""

from xlcrm.problems.record import KINDS, SEVERITIES, SEVERITY_WORDS, Kind, Problem, Severity

__all__ = ["KINDS", "SEVERITIES", "SEVERITY_WORDS", "Kind", "Problem", "Severity"]
