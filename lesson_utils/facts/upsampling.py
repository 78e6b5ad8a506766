from lesson_utils.diagrams.pooling import Taps, upsampling_taps  # noqa
