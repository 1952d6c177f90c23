"""What the room of languages keeps: words, and nobody's name beside them."""

from palier.common.personal_data import nothing

ACTIVITIES = ()
HELD = (
    nothing("languages.Wording", "id place language key text french vouched remark changed_at"),
    nothing("languages.Proposal", "id language key french text right made_on"),
)
