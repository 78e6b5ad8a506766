"""The exercises of lesson 01, their titles, and the slips that their judges know: id -> what is said."""

from lesson_utils.language import mark

TITLES = {
    "output-sizes": mark("output sizes"),
    "convolution-with-loops": mark("convolution with loops"),
    "padding-that-keeps-the-size": mark("padding that keeps the size"),
    "before-the-linear-layer": mark("before the linear layer"),
    "rows-that-an-output-reads": mark("rows that an output reads"),
    "find-the-bug": mark("find the bug"),
}
SLIPS = {
    "20-5-is-the-last-place": mark("20 - 5 is the last place; the first one counts too."),
    "only-padding-could-keep-20-rows": mark("Only padding could keep 20 rows."),
    "padding-1-adds-a-row-above": mark("padding=1 adds a row above and a row below."),
    "padding-is-per-side": mark("padding is per side: it adds two rows in all."),
    "add-1-the-place-where": mark("Add 1: the place where the kernel starts counts too."),
    "that-is-with-stride-1": mark("That is with stride 1."),
    "with-dilation-2-the-kernel-covers-5": mark("With dilation 2 the kernel covers 5 rows, not 3."),
    "add-1-after-the-division": mark("Add 1 after the division."),
    "add-the-padding-twice": mark(
        "Add the padding twice, subtract what the kernel covers, divide by the stride, drop the fraction, add 1."),
    "there-are-n-output-maps": mark("There are n output maps, one for each kernel: shape (n, H', W')."),
    "x-has-no-batch-axis": mark("x has no batch axis, so the result has none."),
    "that-is-the-size-with-stride-1": mark("That is the size with stride 1: divide by the stride."),
    "each-side-is-one-short": mark("Each side is one short: add 1 after the division."),
    "the-kernel-is-turned-round": mark("The kernel is turned round: PyTorch does not flip it."),
    "only-the-first-input-map-is-read": mark("Only the first input map is read: add over all maps."),
    "every-output-map-is-made-by-kernel": mark("Every output map is made by kernel 0: kernel i makes map i."),
    "every-slice-reads-input-map-0": mark("Every slice reads input map 0: slice i reads map i."),
    "that-is-the-total": mark("That is the total: padding is per side, so it is half of it."),
    "that-is-right-for-dilation-1-alone": mark("That is right for dilation 1 alone."),
    "a-kernel-of-k-rows-has-k": mark("A kernel of k rows has k - 1 steps between its rows."),
    "one-too-many": mark("One too many: the row that the output stands on needs no padding."),
    "half-of-what-the-kernel-covers-beyond": mark("Half of what the kernel covers beyond one row goes to each side."),
    "that-is-one-map": mark("That is one map: there are 16."),
    "count-the-columns-too": mark("Count the columns too."),
    "the-maps-are-not-square": mark("The maps are not square: rows and columns differ."),
    "the-second-pooling-halves-both-sides-once": mark("The second pooling halves both sides once more."),
    "pooling-rounds-down": mark("Pooling rounds down: a row that is left over is dropped."),
    "flatten-puts-all-numbers-of-all-maps": mark("Flatten puts all numbers of all maps in one row."),
    "follow-the-rows-and-the-columns-through": mark(
        "Follow the rows and the columns through each layer, and multiply at the end."),
    "rows-of-the-padding-are-no-rows": mark("Rows of the padding are no rows of the image: leave them out."),
    "the-padding-moves-the-window-up": mark(
        "The padding moves the window up: the first row is stride · output_row - padding."),
    "from-one-output-to-the-next": mark("From one output to the next the window moves by the stride."),
    "the-rows-of-the-window-are-dilation": mark("The rows of the window are dilation apart."),
    "the-rows-in-the-gaps-are-covered": mark("The rows in the gaps are covered, and not read."),
    "where-does-the-window-start": mark("Where does the window start, and how far apart are its rows?"),
    "this-is-the-function-with-the-bug": mark(
        "This is the function with the bug still: compare it with PyTorch where dilation is 2."),
    "the-1-at-the-end-is-missing": mark("The + 1 at the end is missing."),
    "the-division-is-rounded-down": mark("The division is rounded down."),
    "padding-is-per-side-add": mark("Padding is per side: add it twice."),
    "dilation-is-ignored": mark("Dilation is ignored: what does the kernel cover when it is pulled apart?"),
    "what-does-a-kernel-cover-whose-rows": mark(
        "What does a kernel cover whose rows are dilation apart? Try kernel_size 1, 2 and 3, and the defaults."),
}
