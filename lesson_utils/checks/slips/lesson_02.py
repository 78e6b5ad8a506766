"""The exercises of lesson 02, their titles, and the slips that their judges know: id -> what is said."""

from lesson_utils.language import mark

TITLES = {
    "weight-shapes": mark("weight shapes"),
    "which-groups-made-it": mark("which groups made it"),
    "depthwise-by-hand": mark("depthwise by hand"),
    "legal-groups": mark("legal groups"),
    "find-the-bug": mark("find the bug"),
    "two-edges-of-each-colour": mark("two edges of each colour"),
}
SLIPS = {
    "pytorch-refuses-that": mark("PyTorch refuses that for 6 inputs and {outputs} outputs: groups must divide both."),
    "groups-would-give": mark("groups={groups} would give {outputs}."),
    "give-a-list-of-four-tuples": mark("Give a list of four tuples, a to d."),
    "the-last-two-numbers-are-the-rows": mark("The last two numbers are the rows and columns of a kernel."),
    "the-first-number-counts-the-kernels": mark("The first number counts the kernels: one for each output channel."),
    "the-kernels-of-all-groups-stand": mark(
        "The kernels of all groups stand in one tensor: the first number is out_channels."),
    "that-is-how-many-outputs-a-group": mark(
        "That is how many outputs a group has. A kernel has a slice for each input."),
    "that-is-how-many-groups-there": mark("That is how many groups there are. Ask how many inputs are in one of them."),
    "the-second-number-is-in-channels-only": mark(
        "The second number is in_channels only without groups: a kernel sees its own group."),
    "divide-in-channels-by-groups": mark("Divide in_channels by groups: so many inputs does one kernel see."),
    "the-kernel-is-turned-round": mark("The kernel is turned round: PyTorch does not flip it."),
    "every-kernel-reads-input-map-0": mark("Every kernel reads input map 0: kernel i reads map i."),
    "kernel-0-reads-every-map": mark("Kernel 0 reads every map: map i has a kernel of its own, kernel i."),
    "the-input-maps-are-added": mark("The input maps are added: kernel i sees map i alone."),
    "the-maps-are-in-the-wrong-order": mark("The maps are in the wrong order: output i comes from input i."),
    "the-maps-are-added": mark("The maps are added: they are to stand side by side."),
    "the-maps-are-added-put": mark("The maps are added: put the m maps side by side, in shape (m, H', W')."),
    "there-is-one-output-map-for-each": mark(
        "There is one output map for each input map: put them side by side, and add nothing."),
    "x-has-no-batch-axis": mark("x has no batch axis, so the result has none."),
    "there-is-one-axis-too-many": mark(
        "There is one axis too many: torch.cat puts maps of shape (1, H', W') side by side."),
    "every-kernel-goes-over-every-map": mark("Every kernel goes over every map: kernel i sees map i alone."),
    "without-padding-the-map-gets-smaller": mark("Without padding the map gets smaller."),
    "each-of-them-divides-in-channels": mark("Each of them divides in_channels. It must divide out_channels too."),
    "each-of-them-divides-out-channels": mark("Each of them divides out_channels. It must divide in_channels too."),
    "to-divide-one-of-the-two-numbers": mark("To divide one of the two numbers is not enough: both are split."),
    "1-is-legal-too": mark("1 is legal too: the standard convolution."),
    "range-1-n-ends-at-n": mark("range(1, n) ends at n - 1: the largest one is missing."),
    "between-1-and-the-largest-there": mark(
        "Between 1 and the largest there are others, where something else divides both."),
    "a-depthwise-layer-is-not-the-only": mark(
        "A depthwise layer is not the only one with groups: anything that divides both numbers is legal."),
    "groups-must-divide-in-channels-and-out": mark(
        "groups must divide in_channels and out_channels: compare with what nn.Conv2d accepts."),
    "this-is-the-function-with-the-bug": mark(
        "This is the function with the bug still: print which channels of x each group gets."),
    "the-inputs-are-split-well": mark(
        "The inputs are split well. The kernels of a group are neighbours too: weight.chunk(groups)."),
    "the-groups-results-are-shuffled": mark(
        "The groups' results are shuffled: put all of group 0 first, then all of group 1."),
    "every-group-reads-the-inputs-of-group": mark("Every group reads the inputs of group 0."),
    "only-the-inputs-are-split": mark(
        "Only the inputs are split, so all kernels go over each part: split the kernels too."),
    "the-groups-results-are-added": mark("The groups' results are added: put them side by side."),
    "torch-cat-put-the-results-side": mark(
        "torch.cat put the results side by side along the batch: channels are dim=1."),
    "return-the-layer-itself": mark("Return the layer itself, and nothing around it."),
    "the-edges-are-right": mark(
        "The edges are right, but most slices are zeros for other colours: groups=3 leaves them out."),
    "a-row-and-a-column-are-lost": mark("A row and a column are lost at each side: give padding=1."),
    "each-output-has-a-bias-added": mark("Each output has a bias added to it: give bias=False."),
    "the-signs-are-turned-round": mark(
        "The signs are turned round: PyTorch does not flip the kernel, so the right column holds the 1."),
    "the-two-edges-of-a-colour": mark("The two edges of a colour are exchanged: right minus left comes first."),
    "the-two-edges-of-a-colour-are-exchanged": mark("The two edges of a colour are exchanged, and so are the signs."),
    "the-outputs-of-one-colour-are-neighbours": mark(
        "The outputs of one colour are neighbours: 0 and 1 for red, 2 and 3 for green, 4 and 5 for blue."),
    "both-outputs-of-a-colour-find": mark("Both outputs of a colour find the same edge."),
    "each-colour-gets-two-outputs": mark("Each colour gets two outputs: out_channels is 6."),
    "two-outputs-for-each-colour-make-6": mark(
        "Two outputs for each colour make 6, and the colours are not to be added."),
}
