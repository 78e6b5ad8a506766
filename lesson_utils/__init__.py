"""Interactive lessons on convolution in PyTorch: facts, pictures, and pictures with sliders.

Names are loaded when they are first used, so that `import lesson_utils.facts` stays light.
"""

from importlib import import_module
from typing import Any

_HOME = {
    "Convolution": "facts.convolution",
    "Layer": "facts.plan",
    "Recipe": "training.loop",
    "Segmenter": "training.segmenter",
    "accuracy": "training.loop",
    "alexnet_features": "networks",
    "as_picture": "plots",
    "check": "checks",
    "check_environment": "environment",
    "conv2d_sheet": "explorers.sheet",
    "cost_table": "cost",
    "coverage": "facts.stack",
    "digit_network": "training.digits",
    "draw_channels": "explorers.channels",
    "draw_convolution": "explorers.convolution",
    "draw_depthwise": "explorers.channels",
    "draw_dilation": "explorers.dilation",
    "draw_groups": "explorers.groups",
    "draw_photograph": "explorers.photograph",
    "draw_pointwise": "explorers.pointwise",
    "draw_pooling": "explorers.pooling",
    "draw_receptive_field": "explorers.receptive_field",
    "draw_small_objects": "explorers.small_objects",
    "draw_tradeoff": "explorers.tradeoff",
    "draw_upsampling": "explorers.pooling",
    "explore_channels": "explorers.channels",
    "explore_convolution": "explorers.convolution",
    "explore_dilation": "explorers.dilation",
    "explore_groups": "explorers.groups",
    "explore_mixing": "explorers.mixing",
    "explore_photograph": "explorers.photograph",
    "explore_pointwise": "explorers.pointwise",
    "explore_pooling": "explorers.pooling",
    "explore_receptive_field": "explorers.receptive_field",
    "explore_separable": "explorers.separable",
    "explore_small_objects": "explorers.small_objects",
    "explore_tradeoff": "explorers.tradeoff",
    "explore_width": "explorers.width",
    "integers": "by_torch.tensors",
    "lamp_scenes": "training.posts",
    "load_enlarged_digits": "training.digits",
    "measure_classifiers": "training.classifiers",
    "measure_layers": "timing",
    "measure_segmenters": "training.segmentation",
    "mobilenet_v1": "networks",
    "new_figure": "plots",
    "output_size": "facts.convolution",
    "photograph": "by_torch.photographs",
    "plot_answers": "training.plots",
    "plot_reach": "training.plots",
    "plot_shares": "plots",
    "plot_timings": "plots",
    "plot_totals": "plots",
    "plot_tradeoff": "training.plots",
    "predict": "questions",
    "rates": "facts.stack",
    "resnet50": "networks",
    "small_objects": "explorers.small_objects",
    "stack_of": "facts.stack",
    "train": "training.loop",
    "vgg16": "networks",
}
__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"lesson_utils has no name {name!r}; it has {', '.join(__all__)}")
    return getattr(import_module(f"lesson_utils.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return __all__
