"""The audit of a release: everything that ever left, written as one linear system, may not narrow what it hides. Pure.

Source: security §3.3 R7. Unknown: how many homes of one building are in one cell of one release. The attacker knows, for each building and
each date, how many homes there are in the base (the landlord does), every figure ever released and every rule. A quantity of 0 to 10
homes must stay in an interval of 11 values or more, unless the attacker already had less; it must not be proven present or absent.
"""

from palier.privacy.rules.audit.out import Out, Told, as_kept, from_kept
from palier.privacy.rules.audit.program import Program
from palier.privacy.rules.audit.system import system_of, trouble
from palier.privacy.rules.audit.verdict import Narrowed, Verdict, audit

__all__ = ["Narrowed", "Out", "Program", "Told", "Verdict", "as_kept", "audit", "from_kept", "system_of", "trouble"]
