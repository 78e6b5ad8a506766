"""The exercises of lesson 06, their titles, and the slips that their judges know: id -> what is said."""

from lesson_utils.language import mark

TITLES = {
    "weights-of-a-pair": mark("weights of a pair"),
    "a-distance-that-is-read": mark("a distance that is read"),
    "find-the-bug": mark("find the bug"),
    "layers-to-replace": mark("layers to replace"),
    "a-far-view-with-few-parameters": mark("a far view with few parameters"),
}
SLIPS = {
    "that-is-the-3-x-3-layer": mark("That is the 3 × 3 layer alone: the 1 × 1 layer has weights too."),
    "that-is-the-1-x-1-layer": mark("That is the 1 × 1 layer alone: the 3 × 3 layer has weights too."),
    "the-depthwise-layer-has-a-kernel": mark(
        "The depthwise layer has a kernel for each input channel, not for each output."),
    "that-is-the-standard-layer": mark("That is the standard layer."),
    "each-1-x-1-kernel": mark("Each 1 × 1 kernel has a weight for every input channel."),
    "a-depthwise-kernel-has-one-slice-only": mark("A depthwise kernel has one slice only: it sees one channel."),
    "the-layers-have-no-bias": mark("The layers have no bias."),
    "that-is-what-the-pair-saves": mark("That is what the pair saves: how many weights has it?"),
    "that-is-the-standard-layer-slice": mark("That is the standard layer, slice by slice."),
    "the-depthwise-layer-has-a-kernel-for-each": mark("The depthwise layer has a kernel for each input channel."),
    "that-is-the-number-of-layers": mark("That is the number of layers."),
    "count-the-3-x-3-kernels-alone": mark("Count the 3 × 3 kernels alone, not those of 1 × 1."),
    "these-are-weights": mark("These are weights: count kernels."),
    "first-a-3-x-3-kernel": mark(
        "First a 3 × 3 kernel of one slice for each input channel, then a 1 × 1 kernel for each output."),
    "the-field-is-wide-enough": mark("The field is wide enough, but it can have holes: which columns in it are read?"),
    "a-common-divisor-is-one-reason": mark(
        "A common divisor is one reason for holes, and not the only one: try kernels of 3 with dilations 1 and 5."),
    "that-is-for-kernels-of-3": mark(
        "That is for kernels of 3: a kernel of 5 takes two steps to each side, a kernel of 1 none."),
    "a-kernel-has-weights-between-its-middle": mark("A kernel has weights between its middle and its ends too."),
    "the-middle-weight-of-a-kernel-goes": mark(
        "The middle weight of a kernel goes straight on: a step of 0 is a step too."),
    "a-layer-can-step-back-after-another": mark(
        "A layer can step back after another has stepped forth: go to both sides."),
    "half-of-the-kernel-lies-on-each": mark(
        "Half of the kernel lies on each side of its middle: it reaches k // 2 steps, not k - 1."),
    "dilation-makes-each-step-longer": mark("Dilation makes each step longer."),
    "range-stops-before-its-last-number": mark(
        "range stops before its last number: the weight at the right end of the kernel is missing."),
    "dilation-is-the-step-from-one-weight": mark(
        "dilation is the step from one weight to the next, not the number of zeros in a gap."),
    "that-looks-at-each-layer-alone": mark("That looks at each layer alone: the steps of all layers add up."),
    "this-is-turned-round": mark("This is turned round: it is True where the column is not read."),
    "start-at-0": mark(
        "Start at 0. Each layer goes on by -1, 0 or 1 times its dilation (a kernel of 5 also by -2 and 2). Where "
        "can you be at the end?"),
    "this-is-the-function-with-the-bug": mark("This is the function with the bug still: try one layer with stride 2."),
    "a-kernel-has-in-channels-groups-slices": mark(
        "A kernel has in_channels / groups slices: the slices were right before."),
    "groups-divides-the-slices-of-a-kernel": mark(
        "groups divides the slices of a kernel, and not the number of kernels too."),
    "a-bias-is-no-mac": mark("A bias is no MAC."),
    "a-map-has-rows-and-columns": mark("A map has rows and columns: the size counts twice."),
    "the-map-changes-its-size-from-layer": mark("The map changes its size from layer to layer."),
    "a-stride-is-not-all": mark("A stride is not all: the kernel takes rows away at the rim, and padding adds some."),
    "padding-lies-on-both-sides": mark("Padding lies on both sides: it counts twice."),
    "a-layer-does-its-work-once": mark(
        "A layer does its work once for each pixel of its output. Which size has that map, when the MACs are counted?"),
    "what-does-the-pair-save": mark(
        "What does the pair save, for each layer but the first? Replace the layer that saves most, then the next, "
        "until the budget is met."),
    "positions-are-counted-from-0": mark("Positions are counted from 0, from the front."),
    "the-first-layer": mark(
        "The first layer, at position 0, stays as it is: a pair would leave it a few 3 × 3 kernels only."),
    "give-a-list-of-positions": mark("Give a list of positions, counted from 0, such as [1, 3], and [] for none."),
    "put-the-layers-into-one-nn": mark("Put the layers into one nn.Sequential(...), or make one module of your class."),
    "a-kernel-of-3-with-dilation-d": mark(
        "A kernel of 3 with dilation d needs padding d, so that the map keeps its size; the last layer has 8 outputs."),
    "nan-comes-from-an-operation-without": mark("NaN comes from an operation without a result."),
    "a-kernel-has-a-slice-for-each": mark(
        "A kernel has a slice for each channel that it reads. A depthwise kernel has one, and a 1 × 1 layer mixes "
        "the channels."),
    "dilation-costs-no-parameter": mark("Dilation costs no parameter: few small kernels see as far."),
    "there-are-holes": mark("There are holes: let one layer read all neighbours, so that the others can step further."),
    "it-does-not-reach-7-to-each": mark(
        "It does not reach 7 to each side. A layer of 3 × 3 with dilation d goes d further: how do you get to 7?"),
    "a-depthwise-layer-keeps-the-channels-apart": mark(
        "A depthwise layer keeps the channels apart: one 1 × 1 layer mixes them."),
    "exactly-the-budget-is-still": mark("Exactly the budget is still in the budget."),
    "that-is-every-layer": mark("That is every layer: stop when the budget is met."),
    "you-take-them-from-the-front": mark("You take them from the front. Take first the one that saves most."),
    "you-take-them-from-the-back": mark("You take them from the back. Take first the one that saves most."),
    "you-begin-with-the-one-that-saves": mark("You begin with the one that saves least."),
    "you-begin-with-the-layer-of-most": mark(
        "You begin with the layer of most MACs. It may save little: with few outputs, the pair costs nearly as much."),
    "the-share-that-a-pair-saves-does": mark(
        "The share that a pair saves does not decide: a large share of little is little."),
    "you-begin-with-the-one-that-saves-most": mark(
        "You begin with the one that saves most weights. A weight counts once for each pixel of the map."),
    "the-pair-has-a-depthwise-layer-too": mark(
        "The pair has two layers: the depthwise one costs 9 · in_channels at each pixel."),
    "the-pair-has-a-pointwise-layer-too": mark(
        "The pair has two layers: the pointwise one costs in_channels · out_channels at each pixel."),
    "no-layer-is-ever-replaced": mark(
        "No layer is ever replaced, not even above the budget. Count size · size pixels for each layer."),
    "positions-counted-from-1": mark("Positions are counted from 0."),
}
