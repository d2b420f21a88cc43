"""The agreement about a project: drafted, looked through, decided on, signed; and what was promised in it."""

from luodi.promotion.actions.agreements.drafts import begin_agreement, drop_agreement, redraft
from luodi.promotion.actions.agreements.signing import Pledged, close_promise, sign
from luodi.promotion.actions.agreements.vetting import answer_clauses, answer_decision, answer_fair, ask_clauses, ask_fair, put_to_decision

__all__ = ["Pledged", "answer_clauses", "answer_decision", "answer_fair", "ask_clauses", "ask_fair", "begin_agreement", "close_promise", "drop_agreement",
           "put_to_decision", "redraft", "sign"]
