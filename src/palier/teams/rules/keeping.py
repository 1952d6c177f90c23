"""How long the file of somebody who worked here is kept. Source: security §4, lines 10 to 13; registre unique du personnel, R1221-26."""

from palier.common.personal_data import Duration

# After the last day.
FILE_KEPT = Duration(months=60)
# Hours and what was paid: time of a control. Source: L3171-3, D3171-16; CNIL, guide RH.
HOURS_KEPT = Duration(months=60)
# A slot that was offered, once its day has passed.
SLOTS_KEPT = Duration(months=12)
