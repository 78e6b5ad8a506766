"""Random settings of a convolution, for every test that compares with PyTorch."""

from hypothesis import strategies as st


def int_or_pair(low, high):
    return st.one_of(st.integers(low, high), st.tuples(st.integers(low, high), st.integers(low, high)))


@st.composite
def any_settings(draw):
    """(keyword arguments of Conv2d, height, width), illegal ones among them."""
    groups = draw(st.integers(1, 4))
    kwargs = {
        "in_channels": groups * draw(st.integers(1, 3)),
        "out_channels": groups * draw(st.integers(1, 3)),
        "kernel_size": draw(int_or_pair(1, 4)),
        "stride": draw(int_or_pair(1, 4)),
        "padding": draw(st.one_of(int_or_pair(0, 3), st.sampled_from(["same", "valid"]))),
        "dilation": draw(int_or_pair(1, 3)),
        "groups": groups,
        "bias": draw(st.booleans()),
    }
    if kwargs["padding"] == "same" and draw(st.integers(0, 4)):
        kwargs["stride"] = 1
    height, width = draw(st.integers(7, 14)), draw(st.integers(7, 14))
    wreck = draw(st.sampled_from([None] * 16 + ["groups", "zero", "negative", "float", "length", "word", "size"]))
    spatial = draw(st.sampled_from(["kernel_size", "stride", "padding", "dilation"]))
    if wreck == "groups":
        kwargs["groups"] = draw(st.integers(-1, 9))
    elif wreck == "zero":
        kwargs[spatial] = draw(st.sampled_from([0, (0, 1), (1, 0)]))
    elif wreck == "negative":
        kwargs[draw(st.sampled_from([spatial, "in_channels", "out_channels"]))] = -draw(st.integers(1, 3))
    elif wreck == "float":
        kwargs[draw(st.sampled_from([spatial, "groups"]))] = 2.0
    elif wreck == "length":
        kwargs[spatial] = (1, 1, 1)
    elif wreck == "word":
        kwargs["padding"] = "full"
    elif wreck == "size":
        height, width = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    return kwargs, height, width
