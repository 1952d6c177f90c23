"""What makes figures leave, and what writes a bilan with them."""

from palier.impact.actions.bilans import (
    BilanRefused,
    approve_bilan,
    open_bilan,
    put_back,
    send_back,
    set_axis,
    submit_bilan,
    take_figures,
    write_part,
)
from palier.impact.actions.follow_up import freeze_follow_up
from palier.impact.actions.releases import (
    ReleaseRefused,
    forget_home,
    forget_release_homes,
    freeze_release,
)
from palier.impact.actions.words import check_words, choose_words, remove_words, rewrite_words, set_words_aside

__all__ = [
    "BilanRefused",
    "ReleaseRefused",
    "approve_bilan",
    "check_words",
    "choose_words",
    "forget_home",
    "forget_release_homes",
    "freeze_follow_up",
    "freeze_release",
    "open_bilan",
    "put_back",
    "remove_words",
    "rewrite_words",
    "send_back",
    "set_axis",
    "set_words_aside",
    "submit_bilan",
    "take_figures",
    "write_part",
]
