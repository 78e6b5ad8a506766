"""Training: the same result from the same seed, the stop button, a quiet stored output, and errors in words."""

import signal

import nbformat
import pytest
import torch
from jupyter_client.manager import start_new_kernel
from torch import nn

from lesson_utils.explorers.width import explore_width
from lesson_utils.plots import new_figure
from lesson_utils.training.classifiers import measure_classifiers
from lesson_utils.training.digits import digit_network, load_enlarged_digits
from lesson_utils.training.loop import Recipe, accuracy, batches, classify, train
from lesson_utils.training.plots import plot_answers, plot_reach, plot_tradeoff
from lesson_utils.training.posts import lamp_scenes
from lesson_utils.training.progress import Progress
from lesson_utils.training.segmentation import measure_segmenters
from lesson_utils.training.segmenter import Segmenter
from lesson_utils.training.series import Measured
from tools.canonical import execute
from tools.lab import notebook_of

TINY = Recipe(steps=3, batch=4, rate=0.02)


@pytest.fixture(autouse=True)
def stop_button():
    """The signal of the stop button works as in a kernel: a test run in the background may be told to ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def weights(network):
    return torch.cat([value.flatten().double() for value in network.state_dict().values()])


@pytest.mark.parametrize(("make", "data"), [
    (lambda seed: digit_network(2, "separable", seed), lambda: load_enlarged_digits()[:2]),
    (lambda seed: Segmenter((1, 2, 4), seed=seed), lambda: (lamp_scenes(20).images, lamp_scenes(20).labels)),
    (lambda seed: Segmenter(pooling=True, seed=seed), lambda: (lamp_scenes(20).images, lamp_scenes(20).labels)),
], ids=["digits", "dilation", "pooling"])
def test_the_same_seed_gives_the_same_weights(make, data):
    def run(seed, order, threads):
        torch.set_num_threads(threads)
        torch.manual_seed(threads)  # nothing depends on PyTorch's own seed
        network = make(seed)
        return train(network, *data(), TINY, order).losses, weights(network)

    before = torch.get_num_threads()
    try:
        losses, first = run(0, 0, 1)
        again, second = run(0, 0, 2)
        assert torch.get_num_threads() == 2
        assert losses == again
        assert torch.equal(first, second)
        assert not torch.equal(first, run(1, 0, 1)[1])
        assert not torch.equal(first, run(0, 1, 1)[1])
    finally:
        torch.set_num_threads(before)


def test_making_a_network_leaves_the_random_numbers_alone():
    state = torch.get_rng_state()
    digit_network(2)
    Segmenter()
    lamp_scenes(2)
    load_enlarged_digits()
    assert torch.equal(torch.get_rng_state(), state)


def test_training_learns():
    x = torch.eye(4).reshape(4, 1, 2, 2)
    network = nn.Sequential(nn.Flatten(), nn.Linear(4, 4))
    training = train(network, x, torch.arange(4), Recipe(steps=80, batch=4, rate=0.2))
    assert training.complete
    assert training.losses[-1] < training.losses[0] / 4
    assert accuracy(network, x, torch.arange(4)) == 100.0
    assert not network.training


@pytest.mark.parametrize("steps", [1, 2, 3, 7])
def test_few_steps_and_large_batches(steps):
    chosen = batches(5, Recipe(steps, batch=7, rate=0.1), seed=0)
    assert chosen.shape == (steps, 7)
    assert chosen.flatten()[:5].unique().tolist() == list(range(5))
    assert train(digit_network(1), *load_enlarged_digits()[:2], Recipe(steps, 7, 0.1)).complete


def test_classify_keeps_the_mode():
    network = digit_network(1).train()
    images = load_enlarged_digits().test_images[:300]
    assert classify(network, images).shape == (300,)
    assert network.training
    alone = torch.cat([classify(network, image[None]) for image in images[:20]])
    assert torch.equal(alone, classify(network, images)[:20])  # eval mode: the others in the batch do not count


# The stop button

class StopsAt(nn.Module):
    """Presses the stop button in its n-th forward pass, as the notebook does: by a signal."""

    def __init__(self, network, n):
        super().__init__()
        self.network, self.left = network, n

    def forward(self, x):
        self.left -= 1
        if self.left == 0:
            signal.raise_signal(signal.SIGINT)
        return self.network(x)


@pytest.mark.parametrize("n", [1, 3])
def test_a_stopped_training_leaves_a_usable_network(n):
    images, labels = load_enlarged_digits()[:2]
    network, threads = StopsAt(digit_network(2), n), torch.get_num_threads()
    training = train(network, images, labels, Recipe(5, 10, 0.02))
    assert (training.complete, len(training.losses)) == (False, n - 1)
    assert repr(training) == f"Stopped early, with the network as it was then: {n - 1} of 5 steps"
    assert not network.training
    assert torch.get_num_threads() == threads
    assert 0 <= accuracy(network, images, labels) <= 100
    assert train(network, images, labels, Recipe(5, 10, 0.02)).complete  # and it can go on


def stop(monkeypatch, where, after):
    """Press the stop button at the call number `after` of a function."""
    home, name = where
    real, calls = getattr(home, name), []

    def pressed(*args, **kwargs):
        calls.append(1)
        if len(calls) == after:
            signal.raise_signal(signal.SIGINT)
        return real(*args, **kwargs)

    monkeypatch.setattr(home, name, pressed)


@pytest.mark.parametrize(("where", "after", "finished"), [
    ((Progress, "advance"), 1, 0), ((Progress, "advance"), 8, 2), ((Progress, "say"), 1, 0), ((Progress, "say"), 3, 2),
    ((torch.optim.Adam, "zero_grad"), 5, 1), ((Progress, "__enter__"), 1, 0),
])
def test_a_stopped_series_keeps_what_was_finished(monkeypatch, where, after, finished):
    threads = torch.get_num_threads()
    with monkeypatch.context() as patch:
        stop(patch, where, after)
        measured = measure_classifiers([1, 2], ["standard", "separable"], [0], TINY)
    assert (len(measured.runs), measured.planned, measured.complete) == (finished, 4, False)
    assert f"Stopped early: {finished} of 4 trainings are finished" in str(measured)
    assert "Stopped early" in measured._repr_html_()
    assert torch.get_num_threads() == threads
    assert measure_segmenters(["plain", "pooling"], recipe=TINY).complete


def test_nothing_finished_is_said_in_words():
    nothing = Measured((), 4)
    for show in (lambda: plot_tradeoff(nothing, new_figure()[1]), lambda: plot_reach(nothing, {}, 11, new_figure()[1]),
                 lambda: explore_width(nothing)):
        with pytest.raises(ValueError, match="no finished training: run the cell that trains again"):
            show()


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    path = tmp_path_factory.mktemp("training") / "training.ipynb"
    nbformat.write(notebook_of("from lesson_utils import Recipe, measure_classifiers", "\n".join([
        "measured = measure_classifiers([1], ['standard'], [0, 1], Recipe(3, 4, 0.02))", "print(measured.complete)"])),
                   path)
    return execute(path)


@pytest.mark.slow
def test_the_stored_output_is_quiet(stored):
    outputs = stored.cells[1].outputs
    assert [output.get("text") or dict(output.data) for output in outputs] == [
        {"text/plain": "Progress of the training"}, "True\n"]


def test_the_stop_button_in_a_real_kernel():
    manager, client = start_new_kernel()
    try:
        client.execute_interactive("from lesson_utils.training.digits import digit_network, load_enlarged_digits\n"
                                   "from lesson_utils.training.loop import Recipe, accuracy, train\n"
                                   "network, data = digit_network(4), load_enlarged_digits()[:2]",
                                   timeout=60, output_hook=lambda _: None)
        begun = client.execute("training = train(network, *data, Recipe(100_000, 64, 0.02))")
        while True:  # the bar moves: the training runs
            message = client.get_iopub_msg(timeout=60)
            if message["msg_type"] == "comm_msg":
                moved = message["content"]["data"].get("state", {}).get("value", 0)
                if isinstance(moved, int) and moved > 2:
                    break
        manager.interrupt_kernel()
        while (reply := client.get_shell_msg(timeout=30))["parent_header"]["msg_id"] != begun:
            pass
        assert reply["content"]["status"] == "ok"
        printed = []
        client.execute_interactive("print(training.complete, len(training.losses) >= 2, accuracy(network, *data) > 0)",
                                   timeout=30, output_hook=lambda m: printed.append(m["content"].get("text", "")))
        assert "".join(printed) == "False True True\n"
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


# Wrong input

@pytest.mark.parametrize(("call", "words"), [
    (lambda: digit_network(0), "width is 0, but the smallest legal width is 1"),
    (lambda: digit_network(8, "dilated"), "kind is 'dilated': take one of 'standard'"),
    (lambda: lamp_scenes(0), "count is 0"),
    (lambda: lamp_scenes(3, distance=8), "distance is 8, but a post and its lamp share a cell of 8 columns: take 7"),
    (lambda: Segmenter((1, 2)), r"rates is \(1, 2\): write the dilations of three layers"),
    (lambda: Segmenter((1, 0, 2)), "dilation in rates is 0"),
    (lambda: train(digit_network(2), torch.rand(3, 1, 8, 8), torch.zeros(2).long(), TINY), "images holds 3 and labels"),
    (lambda: measure_classifiers(recipe=(1, 2, 3)), r"recipe is \(1, 2, 3\): write Recipe"),
    (lambda: measure_classifiers(recipe=Recipe(0, 2, 0.1)), "steps is 0"),
    (lambda: measure_classifiers(recipe=Recipe(1, 2, 0)), "rate is 0: take a number above 0"),
    (lambda: measure_classifiers(recipe=Recipe(1, 2, "fast")), "rate is 'fast', of type str"),
    (lambda: measure_segmenters(["U-Net"]), "names has 'U-Net': take some of 'plain'"),
    (lambda: plot_answers({}, lamp_scenes(2), 2), "number is 2, but there are 2 scenes"),
])
def test_wrong_input_is_answered_in_words(call, words):
    with pytest.raises((ValueError, TypeError), match=words):
        call()
