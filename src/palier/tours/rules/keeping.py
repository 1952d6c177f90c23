"""How long the room of tours keeps what it knows of doors and of voisins."""

from datetime import timedelta

from palier.common.personal_data import Duration

# After the bilan is approved, and at most after the last contact. Source: security §4, line 2, and AR-05.
STATES_KEPT = Duration(months=6)
STATES_KEPT_AT_MOST = Duration(months=24)
# Who went on which tour. Source: security §4, line 15.
ACTIVITY_KEPT = Duration(months=12)
REPORTS_FORGOTTEN = timedelta(days=365)
