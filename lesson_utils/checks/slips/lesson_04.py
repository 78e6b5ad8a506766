"""The exercises of lesson 04, their titles, and the slips that their judges know: id -> what is said."""

from lesson_utils.language import mark

TITLES = {
    "size-jump-and-start": mark("size jump and start"),
    "field-of-a-stack": mark("field of a stack"),
    "find-the-bug": mark("find the bug"),
    "a-wanted-field": mark("a wanted field"),
    "measure-a-field": mark("measure a field"),
}
SLIPS = {
    "each-step-of-a-later-layer": mark("Each step of a later layer is worth `jump` pixels."),
    "the-pool-is-a-window-too": mark("The pool is a window too: it adds 1 · 2."),
    "the-pool-has-a-stride-of-2": mark("The pool has a stride of 2 as well, so the jump before the third layer is 4."),
    "the-stride-of-a-layer-counts-only": mark("The stride of a layer counts only for the layers after it."),
    "k-pixels-have-k-1-steps-between": mark("k pixels have k - 1 steps between them."),
    "a-1-x-1-layer-has-no": mark("A 1 × 1 layer has no step, and adds nothing."),
    "a-pool-of-2-x-2": mark("A pool of 2 × 2 has stride 2, if nothing else is said."),
    "multiply-the-strides-of-all-layers": mark("Multiply the strides of all layers."),
    "it-lies-before-the-first-pixel": mark("It lies before the first pixel: the start is negative."),
    "the-third-layer-has-padding-too": mark("The third layer has padding too."),
    "padding-of-a-later-layer-is-worth": mark("Padding of a later layer is worth `jump` pixels."),
    "the-jump-before-the-third-layer": mark("The jump before the third layer is 4: both strides count."),
    "padding-counts-with-the-jump-before": mark("Padding counts with the jump before the layer: 1 for the first one."),
    "begin-with-1": mark("Begin with 1, 1, 0, and write the three numbers down after each layer."),
    "dilation-pulls-the-kernel-apart": mark("Dilation pulls the kernel apart: it has k - 1 steps of d each."),
    "the-kernel-covers-d-k-1-1": mark("The kernel covers d · (k - 1) + 1, not d · k: k weights have k - 1 gaps."),
    "k-pixels-have-k-1-steps-between-them": mark("k pixels have k - 1 steps between them, not k."),
    "change-the-jump-last": mark(
        "The stride of a layer counts only for the layers after it: change the jump last."),
    "the-start-moves-with-the-jump-before": mark(
        "The start moves with the jump before the layer: change the jump last."),
    "the-size-grows-with-the-jump-before": mark("The size grows with the jump before the layer: change the jump last."),
    "padding-lies-before-the-first-pixel": mark("Padding lies before the first pixel: subtract it from the start."),
    "padding-moves-the-start": mark("Padding moves the start."),
    "strides-multiply-they-do-not-add": mark("Strides multiply, they do not add."),
    "the-layers-come-from-the-image-up": mark("The layers come from the image up: begin with the first one."),
    "the-order-is-size": mark("The order is size, jump, start."),
    "begin-with-1-1": mark(
        "Begin with 1, 1, 0. A layer widens the size by d · (k - 1) · jump, moves the start by p · jump, and then "
        "multiplies the jump by s."),
    "the-centre-forgets-dilation-still": mark(
        "The centre forgets dilation still: half of what the kernel covers is d · (k - 1) / 2."),
    "dilation-does-not-pull-the-padding": mark(
        "Dilation pulls the kernel apart, not the padding: d · (k - 1) / 2 - p."),
    "k-weights-have-k-1-gaps": mark("k weights have k - 1 gaps: the middle of the kernel is at d · (k - 1) / 2."),
    "the-jump-before-the-layer-counts": mark("The jump before the layer counts: change the jump last."),
    "that-is-the-centre": mark("That is the centre: the start lies (size - 1) / 2 before it."),
    "size-and-jump-were-right": mark(
        "Size and jump were right. Follow the centre of one layer of 3 with dilation 2 and padding 2: it stays at 0."),
    "put-the-layers-into-one-nn": mark("Put the layers into one nn.Sequential(...)."),
    "small-windows-are-enough": mark("Small windows are enough: put more layers on top of each other."),
    "two-strides-of-2-quarter-the-map": mark(
        "Two strides of 2 quarter the map; padding keeps what a kernel of 3 would take away at the rim."),
    "move-a-stride-further-up": mark("A layer behind a stride adds more, a layer before it less. Move a stride further "
                                     "up, or take a layer more."),
    "move-a-stride-further-down": mark("A layer behind a stride adds more, a layer before it less. Move a stride "
                                       "further down, or take a smaller kernel."),
    "follow-one-row-of-the-output-back": mark(
        "Follow one row of the output back. Take an image of ones, so that no ReLU stops you."),
    "a-weight-of-0-hides-its-row": mark(
        "A weight of 0 hides its row from the gradient, and the row is read all the same: give all weights of a "
        "copy the value 1, or put NaN into one row after the other."),
    "two-paths-cancel-here": mark(
        "Two paths cancel here, and the gradient is 0: give all weights of a copy the value 1, or put NaN into one "
        "row after the other."),
    "a-relu-whose-input-is-negative-stops": mark(
        "A ReLU whose input is negative stops the gradient: give weights and biases of a copy the value 1, and "
        "take an image of ones; or put NaN into one row after the other."),
    "your-function-changes-the-network": mark(
        "Your function changes the network that it measures: work on copy.deepcopy(network)."),
    "dilation-leaves-holes": mark("Dilation leaves holes: a row without a gradient is not read."),
    "that-is-what-all-rows": mark("That is what all rows of the output read together: take one of them."),
}
