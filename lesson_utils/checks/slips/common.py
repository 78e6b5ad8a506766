"""The slips that any answer can have, whatever is asked: id -> what is said of it."""

from lesson_utils.language import mark

SLIPS = {
    "not-a-whole-number": mark("Give one whole number, for instance 12."),
    "not-a-function": mark("Write `def {name}(...)`, and do not call it."),
    "some-numbers": mark("The shape is right, {wrong} of {all} of the numbers are not."),
    "still-to-be-written": mark("{name} is still to be written: replace the three dots."),
    "not-a-list": mark("Give a tuple or a list of whole numbers."),
    "wrong-count": mark("Give one number for each, in the order asked."),
    "not-true-or-false": mark("The question is answered by True or False."),
    "raises": mark("Run it in a cell of its own to see where."),
    "returns-nothing": mark("The function returns nothing: does it end with `return`?"),
    "not-a-tensor": mark("The result is to be a torch tensor."),
    "wrong-shape": mark("Compute the number of rows and columns before you fill them."),
    "not-floating-point": mark(
        "Make the result floating point, as the input is: torch.zeros does it by itself."),
    "nan": mark(
        "NaN comes from an operation without a result, or from memory that was never filled."),
    "all-zero": mark("Every number is 0: is the result written into the output?"),
    "unreadable": mark("Give a plain number, tensor, function or module."),
}
