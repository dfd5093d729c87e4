"""Checks of the exercises: each takes a learner's function and answers with a ``Report``.

They judge what an answer does, not how it is written, and leave no trace of having run it.
Importing this package does not import TensorFlow; calling a check does.
"""

from .practice_3_1 import check_model1, check_model2, check_model3
from .practice_3_2 import check_main, check_mlp
from .report import Report, Result

__all__ = [
    "Report",
    "Result",
    "check_main",
    "check_mlp",
    "check_model1",
    "check_model2",
    "check_model3",
]
