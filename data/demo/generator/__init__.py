"""The generator of the demo study: synthetic teachers, their closed answers and their open answers.

design        what is planted: institutions, domains, classes, themes and their effects
population    who is asked and who they are
scales        Likert items, closed questions, the true model's own posterior
answers       who answers what: fates, themes per answer, expected shares
texts         the hand-written texts, and drawing one so that none is worn out
sentences     a text for every answer
personal      invented people, and the sentences that give them away
noise         how people type, and how encodings break
files, truth  survey files, and what was planted: the same bytes for the same seed

Texts lie beside the code: kernels/ (hand-written by several people), wordings.toml (short answers and templates),
phrases.toml (what stands around ideas, and instead of them), labels.toml (of the survey files).
"""
