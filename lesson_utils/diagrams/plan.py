from lesson_utils.diagrams.tradeoff import tradeoff_picture as plan_picture  # noqa
