"""The exercises of lesson 05, their titles, and the slips that their judges know: id -> what is said."""

from lesson_utils.language import mark

TITLES = {
    "rows-of-an-output": mark("rows of an output"),
    "kernel-with-zeros": mark("kernel with zeros"),
    "padding-that-keeps-the-size": mark("padding that keeps the size"),
    "rates-without-holes": mark("rates without holes"),
    "layers-that-cover-an-image": mark("layers that cover an image"),
    "find-the-bug": mark("find the bug"),
}
SLIPS = {
    "with-dilation-4-the-kernel-rows": mark("With dilation 4 the kernel's rows are 4 apart."),
    "dilation-is-the-step-from-one-weight": mark(
        "dilation is the step from one weight to the next, not the number of zeros in a gap."),
    "that-is-output-row-0": mark("That is output row 0: each further one looks one row further down."),
    "the-window-moves-by-the-stride": mark("The window moves by the stride, which is 1, and not by the dilation."),
    "the-gaps-are-covered": mark("The gaps are covered, and not read."),
    "row-2-is-padding": mark("Row -2 is padding, and no row of the image."),
    "padding-moves-the-window-up": mark("Padding moves the window up: it starts at row -2."),
    "the-gap-is-covered": mark("The gap is covered, and not read."),
    "with-dilation-2-the-rows-are-2": mark("With dilation 2 the rows are 2 apart."),
    "that-is-one-layer": mark("That is one layer: each of these three rows reads three rows of the image itself."),
    "both-layers-step-by-2": mark("Both layers step by 2, so no way leads to an odd row."),
    "each-of-the-three-rows-in-between": mark(
        "Each of the three rows in between reads three rows: put all of them together."),
    "row-4-in-between-reads-rows-4": mark("Row 4 in between reads rows 4, 6 and 8."),
    "the-first-row-is-output-row-padding": mark(
        "The first row is output row - padding; the next ones are dilation apart."),
    "the-weights-keep-their-order": mark("The weights keep their order: the first one stays in front."),
    "no-zeros-were-put": mark("No zeros were put in."),
    "no-zeros-behind-the-last-weight": mark("No zeros behind the last weight: k weights have k - 1 gaps."),
    "dilation-is-the-step": mark("dilation is the step: it leaves dilation - 1 zeros in a gap."),
    "the-last-weight-needs-a-place": mark("The last weight needs a place as well: dilation · (k - 1) + 1."),
    "a-pair-is-rows": mark("A pair is (rows, columns): each axis has a dilation of its own."),
    "that-is-the-total-on-each-side": mark("That is the total on each side: give half of it to each."),
    "an-odd-total-has-no-half": mark("An odd total has no half: one side takes a zero more than the other."),
    "one-side-takes-a-zero-more-only": mark("One side takes a zero more only if the total is odd."),
    "that-is-right-for-dilation-1": mark(
        "That is right for dilation 1: the kernel covers more when it is pulled apart."),
    "k-weights-have-k-1-gaps": mark("k weights have k - 1 gaps: dilation · (k - 1) rows are lost, not dilation · k."),
    "the-kernel-covers-dilation-k-1-1": mark(
        "The kernel covers dilation · (k - 1) + 1 rows, and one of them is not lost."),
    "share-the-zeros-between-the-two-sides": mark("Share the zeros between the two sides."),
    "without-padding-dilation-k-1-rows": mark(
        "Without padding dilation · (k - 1) rows are lost. Half of them in front, the rest behind."),
    "dilation-is-a-step": mark("Dilation is a step: it starts at 1."),
    "a-3-x-3-layer-adds-2": mark("A 3 × 3 layer adds 2 · dilation to the field, which begins with 1."),
    "there-are-holes": mark("There are holes: let one layer read all neighbours, so that the others can step further."),
    "the-order-of-the-rates-changes-nothing": mark("The order of the rates changes nothing: find other numbers."),
    "begin-with-a-field-of-1": mark(
        "Begin with a field of 1, and stop when it is as wide as the image: that is enough."),
    "that-is-for-layers-without-dilation": mark("That is for layers without dilation."),
    "the-rates-are-1": mark("The rates are 1, 2, 4, 8: each is twice the one before."),
    "the-first-layer-has-rate-1": mark("The first layer has rate 1."),
    "one-layer-too-many": mark("Count the layers: that is one too many."),
    "one-layer-too-few": mark("Count the layers: that is one too few."),
    "that-is-the-rate-of-the-last": mark("That is the rate of the last layer: count the layers."),
    "that-is-for-kernels-of-3-alone": mark("That is for kernels of 3 alone."),
    "a-layer-adds-k-1-rate": mark("A layer adds (k - 1) · rate, not k · rate."),
    "add-each-layer-to-a-field-of-1": mark(
        "Begin with a field of 1, and add (k - 1) · rate for each layer until it is as wide as the image."),
    "this-is-the-function-with-the-bug": mark("This is the function with the bug still: try dilations 2 and 3."),
    "that-is-the-whole-field": mark("That is the whole field: count the pixels that are read."),
    "several-ways-can-end-at-the-same": mark("Several ways can end at the same pixel: count it once."),
    "there-are-3-ways-through-each-layer": mark(
        "There are 3 ways through each layer, but a pixel can be reached by several."),
    "a-kernel-has-three-weights-along": mark("A kernel has three weights along an axis: each step is -d, 0 or d."),
    "start-at-one-output": mark(
        "Start at one output. Each layer goes -d, 0 or d further: which pixels are at the end of all ways?"),
}
