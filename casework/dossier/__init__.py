"""The printed case file, before it is drawn: `gather` turns a case into plain values (architecture.md 6, domain.md 8).

Read `shapes` for what comes out, `known` for what goes in, then one module for each part of the file.
"""

from casework.dossier.gathering import gather
from casework.dossier.known import Known
from casework.dossier.shapes import Dossier

__all__ = ["Dossier", "Known", "gather"]
