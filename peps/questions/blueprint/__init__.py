from peps.questions.blueprint.editions import blueprint_for

__all__ = ["blueprint_for"]
