"""Made-up customers and their history for the demonstration: the same seed gives the same people."""

from xlcrm.actions.demonstration.history import history
from xlcrm.actions.demonstration.mistakes import plant

__all__ = ["history", "plant"]
