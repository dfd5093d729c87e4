"""Checks of the exercises: each takes a learner's function and answers with a ``Report``.

They judge what an answer does, not how it is written, and leave no trace of having run it.
Importing this package does not import TensorFlow; calling a check does.
"""

from .answered import Progress, progress
from .gate import NotPassedYet, stop_until_passed
from .practice_3_1 import check_model1, check_model2, check_model3
from .practice_3_2 import check_main, check_mlp
from .practice_3_3 import check_cnn, check_run_model
from .practice_3_4 import check_vgg16
from .practice_3_5 import check_residual_block, check_resnet
from .report import Report, Result

__all__ = [
    "NotPassedYet",
    "Progress",
    "Report",
    "Result",
    "check_cnn",
    "check_main",
    "check_mlp",
    "check_model1",
    "check_model2",
    "check_model3",
    "check_residual_block",
    "check_resnet",
    "check_run_model",
    "check_vgg16",
    "progress",
    "stop_until_passed",
]
