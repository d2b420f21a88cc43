"""The writers of leads: first contact, protection, the pool, transfers, disputes."""

from luodi.promotion.actions.leads.disputes import bring, dispute, rule
from luodi.promotion.actions.leads.first import Alike, NewLead, add_lead, confidential, register_first
from luodi.promotion.actions.leads.hold import add_contact, lapse, let_go, renew, take
from luodi.promotion.actions.leads.transfers import ask_transfer, refuse_transfer, take_over, withdraw

__all__ = ["Alike", "NewLead", "add_contact", "add_lead", "ask_transfer", "bring", "confidential", "dispute", "lapse", "let_go", "refuse_transfer",
           "register_first", "renew", "rule", "take", "take_over", "withdraw"]
