"""What promotion keeps beside the projects that it courts. Written by `actions` only; region comes first in the keys of what grows."""

from luodi.promotion.models.agreements import Agreement, ClauseCheck, Decision, Draft, FairReview, Promise
from luodi.promotion.models.assessments import Assessment, HandOver, Scoring
from luodi.promotion.models.chains import Chain, ChainMeeting, Link, LinkFirm, LinkTie
from luodi.promotion.models.duties import Duty
from luodi.promotion.models.events import Event, Invitation
from luodi.promotion.models.experts import Adviser, Consultation, Group, Member
from luodi.promotion.models.firms import FirmName, Profile
from luodi.promotion.models.leads import Claim, Contact, Dispute, Evidence, Lead, Transfer
from luodi.promotion.models.packaged import Packaged
from luodi.promotion.models.reviews import Briefing, Delivery, Opinion, Review, ServiceEntry
from luodi.promotion.models.visits import Instruction, Report, Visit

__all__ = ["Adviser", "Agreement", "Assessment", "Briefing", "Chain", "ChainMeeting", "Claim", "ClauseCheck", "Consultation", "Contact", "Decision", "Delivery",
           "Dispute", "Draft", "Duty", "Event", "Evidence", "FairReview", "FirmName", "Group", "HandOver", "Instruction", "Invitation", "Lead", "Link",
           "LinkFirm", "LinkTie", "Member", "Opinion", "Packaged", "Profile", "Promise", "Report", "Review", "Scoring", "ServiceEntry", "Transfer", "Visit"]
