"""Answers to conditions that decide how a template goes on, so that every way is gone once.

A mail in which an attribute or a column depends on the recipient is compiled in variants. The
first run answers yes to everything; each later one repeats an earlier one up to a question and
answers that differently.
"""

from dataclasses import dataclass, field

from newsletter.email.slots.model import Condition

Answers = tuple[bool, ...]


@dataclass
class Oracle:
    """Answers one run: first as planned, then yes. Negated questions are the same questions."""

    planned: Answers = ()
    asked: list[tuple[Condition, bool]] = field(default_factory=list)

    def ask(self, condition: Condition) -> bool:
        """The answer; the same one to the same question."""
        known = self.known(condition)
        if known is not None:
            return known
        step = len(self.asked)
        answer = self.planned[step] if step < len(self.planned) else True
        self.asked.append((_plain(condition), answer))
        return answer is not condition.negated

    def known(self, condition: Condition) -> bool | None:
        """The answer that follows from those given before, if one does."""
        for earlier, answer in self.asked:
            implied = _implied(earlier, answer, _plain(condition))
            if implied is not None:
                return implied is not condition.negated
        return None


def _plain(condition: Condition) -> Condition:
    return Condition(condition.variable, condition.values)


def _implied(earlier: Condition, answer: bool, question: Condition) -> bool | None:
    """What an answer says about another question on the same variable."""
    if earlier == question:
        return answer
    if not answer or earlier.variable != question.variable or earlier.values is None:
        return None
    if question.values is None:
        return True if all(earlier.values) else None
    if set(earlier.values) <= set(question.values):
        return True
    return None if set(earlier.values) & set(question.values) else False
