"""Coding answers one after another: which come next before whom, and the model that learns from what coders say."""

from textmining.review.coding.desk import Desk, Offer, Place
from textmining.review.coding.live import Live, State
from textmining.review.coding.ticket import Ticket

__all__ = ["Desk", "Live", "Offer", "Place", "State", "Ticket"]
