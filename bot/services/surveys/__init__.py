"""Surveys: their definitions, the way through one, rounds, what a teacher sees of her own answers and shows of them."""
