"""The writers of chains: the chain and its links, the firms on them, the meetings."""

from luodi.promotion.actions.chains.firms import OnLink, court, put_firm, take_off
from luodi.promotion.actions.chains.keep import (
    About,
    AboutLink,
    add_chain,
    add_link,
    change_chain,
    change_link,
    remove_link,
    tie,
    untie,
)
from luodi.promotion.actions.chains.meetings import meeting_matter, note_meeting, raise_meetings, skip_meeting

__all__ = ["About", "AboutLink", "OnLink", "add_chain", "add_link", "change_chain", "change_link", "court", "meeting_matter", "note_meeting", "put_firm",
           "raise_meetings", "remove_link", "skip_meeting", "take_off", "tie", "untie"]
