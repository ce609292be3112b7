"""A rule that cannot be understood."""

from newsletter.problems import Problem


class Unreadable(ValueError):
    """Text is no rule. ``problem`` says why, and has no place yet: the text does not know it."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem
