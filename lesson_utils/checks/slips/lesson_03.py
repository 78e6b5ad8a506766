"""The exercises of lesson 03, their titles, and the slips that their judges know: id -> what is said."""

from lesson_utils.language import mark

TITLES = {
    "depthwise-separable": mark("depthwise separable"),
    "find-the-bug": mark("find the bug"),
    "the-pair-as-a-module": mark("the pair as a module"),
    "macs-by-formula": mark("macs by formula"),
    "poor-estimates": mark("poor estimates"),
    "a-lighter-network": mark("a lighter network"),
}
SLIPS = {
    "count-both-layers": mark("Count the MACs of both layers of the pair. {reason}"),
    "that-is-the-estimate": mark("That is the estimate. {reason}"),
    "that-is-1-k-k-alone": mark("That is 1/k² alone. {reason}"),
    "not-replaced": mark("This 3 × 3 layer is not replaced."),
    "not-replaced-inside": mark("This 3 × 3 layer is not replaced. One of them is inside a part of the network."),
    "the-pointwise-part-is-left-out": mark(
        "The pointwise part is left out: the channels are not mixed, and there are no 10 of them."),
    "the-depthwise-part-is-left-out": mark("The depthwise part is left out: pw gets dw(image), not image."),
    "it-was-computed-by-other-layers-or": mark(
        "It was computed by other layers or from another image: run the whole cell again, from top to bottom."),
    "3-channels-come-before-the-rows": mark("3 channels come before the rows and columns."),
    "torch-rand-and-torch-randn-make": mark("torch.rand and torch.randn make them."),
    "dw-is-one-layer-and-pw": mark("dw is one layer and pw is one layer: write nn.Conv2d for each."),
    "dw-holds-the-pointwise-layer": mark("dw holds the pointwise layer, and pw the depthwise one: exchange them."),
    "the-order-is-turned-round": mark(
        "The order is turned round: first the depthwise layer on 3 channels, then the pointwise one."),
    "the-image-has-3-channels": mark("The image has 3 channels, and dw comes first."),
    "this-is-a-standard-convolution": mark(
        "This is a standard convolution, which adds the 3 channels: groups=3 keeps them apart."),
    "groups-stands-in-the-wrong-layer": mark(
        "groups stands in the wrong layer: the depthwise layer needs it, and pw is to mix all channels."),
    "the-fourth-number-of-nn": mark("The fourth number of nn.Conv2d is the stride, not groups: write groups=3."),
    "the-depthwise-part-is-to-be-3": mark("The depthwise part is to be 3 × 3."),
    "a-pointwise-kernel-is-1-x-1": mark(
        "A pointwise kernel is 1 × 1: dw has looked around already, pw mixes the channels of one pixel."),
    "each-kernel-makes-one-output": mark("Each kernel makes one output, and 10 are asked for."),
    "only-with-groups-1-does-the-pointwise": mark("Only with groups=1 does the pointwise layer mix all channels."),
    "a-stride-was-not-asked": mark(
        "A stride was not asked for. It is the fourth number of nn.Conv2d: write the name before a number, as in "
        "padding=1."),
    "this-is-the-function-with-the-bug": mark(
        "This is the function with the bug still: compare pixels[0] with x[:, 0, 0]."),
    "the-numbers-are-right": mark("The numbers are right, but in the wrong places: reshape does not exchange axes."),
    "rows-and-columns-are-exchanged": mark("Rows and columns are exchanged."),
    "x-has-no-batch-axis": mark("x has no batch axis, so the result has none."),
    "the-channels-come-first": mark("The channels come first: shape (n, H, W)."),
    "give-the-map-its-rows-and-columns": mark("Give the map its rows and columns back: reshape at the end."),
    "channels-first-and-rows-and-columns-back": mark(
        "The channels come first, and the map wants its rows and columns back."),
    "there-are-n-output-maps": mark("There are n output maps, one for each kernel."),
    "derive-the-class-from-nn": mark("Derive the class from nn.Module."),
    "the-stride-does-not-reach-the-depthwise": mark("The stride does not reach the depthwise layer."),
    "the-padding-does-not-reach-the-depthwise": mark("The padding does not reach the depthwise layer."),
    "stride-and-padding-do-not-reach": mark("Stride and padding do not reach the depthwise layer."),
    "padding-stands-in-the-pointwise-layer": mark(
        "padding stands in the pointwise layer, where it puts a border of biases round the map: give it to the "
        "depthwise layer."),
    "both-layers-have-the-stride": mark("Both layers have the stride, so it works twice."),
    "both-layers-have-the-padding": mark("Both layers have the padding, so it works twice."),
    "both-layers-have-stride-and-padding": mark("Both layers have stride and padding, so they work twice."),
    "forward-is-to-give-pw-dw-x": mark("forward is to give pw(dw(x)), and nothing more."),
    "a-depthwise-separable-convolution-is-one-depthwise": mark(
        "A depthwise separable convolution is one depthwise and one pointwise layer."),
    "the-pointwise-layer-is-1-x-1": mark("The pointwise layer is 1 × 1: the depthwise one has looked around already."),
    "kernel-size-is-k": mark("kernel_size is k, whatever k is."),
    "without-groups-that-layer-is-a-standard": mark(
        "Without groups that layer is a standard convolution, and nothing is saved."),
    "the-depthwise-layer-comes-first": mark(
        "The depthwise layer comes first, so it works on the m channels of the input."),
    "the-pointwise-layer-mixes-all-channels-groups": mark(
        "The pointwise layer mixes all channels (groups=1), and has n kernels."),
    "that-is-the-standard-convolution": mark("That is the standard convolution."),
    "that-is-the-depthwise-layer-alone": mark("That is the depthwise layer alone."),
    "that-is-the-pointwise-layer-alone": mark("That is the pointwise layer alone."),
    "that-is-with-the-size": mark("That is with the size of the input: take the size of the output."),
    "that-is-for-one-position": mark("That is for one position of the output: there are h' · w' of them."),
    "rows-and-columns-both-count": mark("Rows and columns both count: the output has h' · w' positions."),
    "that-is-with-stride-1": mark("That is with stride 1: the stride makes the output smaller."),
    "padding-makes-the-output-larger": mark("Padding makes the output larger: it is missing."),
    "these-are-flop": mark("These are FLOP: a multiply-add is 2 FLOP, and 1 MAC."),
    "the-kernel-has-k-rows-and-k": mark("The kernel has k rows and k columns: k · k products a channel."),
    "a-depthwise-output-reads-one-channel": mark("A depthwise output reads one channel: k · k · m and no second m."),
    "read-it-backwards": mark(
        "Read it backwards: how many products make one number of each layer's output, and how many numbers are there?"),
    "return-the-network-that-you-changed": mark("Return the network that you changed."),
    "this-layer-is-one-too-many": mark("This layer is one too many: each 3 × 3 becomes two layers, all others stay."),
    "the-convolutions-are-right": mark(
        "The convolutions are right, something between them is not: each ReLU stays where it is, and nothing comes "
        "between the two layers of a pair."),
    "only-the-3-x-3-layers": mark("Only the 3 × 3 layers are replaced: this one stays as it is."),
    "pointwise-before-depthwise": mark(
        "The order is turned round: first the depthwise layer, then the pointwise one."),
    "the-first-layer-of-a-pair": mark("The first layer of a pair has in_channels outputs, and in_channels groups."),
    "the-second-layer-of-a-pair": mark(
        "The second layer of a pair is 1 × 1, mixes all channels, and brings out_channels."),
    "the-stride-is-lost": mark("The stride is lost: the depthwise layer takes it over."),
    "there-is-more-padding-than-before": mark(
        "There is more padding than before: the depthwise layer takes it over, and no other value will do."),
    "the-padding-is-lost": mark(
        "The padding is lost, or the stride works twice: the depthwise layer takes over both, the pointwise layer "
        "has neither."),
    "only-the-padding-is-lost": mark("The padding is lost: the depthwise layer takes it over."),
}
