"""The two tasks: their data hold what they promise, their networks cost and read what they should, conclusions hold."""

import numpy as np
import pytest
import torch
from sklearn.datasets import load_digits
from torch import nn

from lesson_utils.blocks import separable_block, standard_block
from lesson_utils.cost import cost_table
from lesson_utils.facts.convolution import Convolution
from lesson_utils.training.classifiers import measure_classifiers
from lesson_utils.training.digits import CLASSIFIER_KINDS, digit_network, load_enlarged_digits
from lesson_utils.training.posts import CELL, DENSITY, DISTANCE, POST, SIZE, TALLEST, lamp_scenes
from lesson_utils.training.segmentation import Answers, Count, measure_segmenters, question
from lesson_utils.training.segmenter import SEGMENTERS, Segmenter

# The digits

def test_the_digits_are_scikit_learn_s_enlarged_and_split_once():
    digits = load_enlarged_digits()
    ours = torch.cat([digits.train_images, digits.test_images])[:, 0].numpy()
    small = load_digits()
    padded = np.pad(small.images / 16, ((0, 0), (1, 1), (1, 1)), mode="edge")  # bilinear by hand, edge repeated
    rows = np.stack([0.25 * padded[:, :-2] + 0.75 * padded[:, 1:-1], 0.75 * padded[:, 1:-1] + 0.25 * padded[:, 2:]], 2)
    rows = rows.reshape(-1, 16, 10)
    both = np.stack([0.25 * rows[:, :, :-2] + 0.75 * rows[:, :, 1:-1],
                     0.75 * rows[:, :, 1:-1] + 0.25 * rows[:, :, 2:]], 3).reshape(-1, 16, 16)

    def sort(images, labels):
        return sorted((int(label), image.round(3).tobytes()) for image, label in zip(images, labels, strict=True))

    both = both.astype(np.float32) + np.float32(0)
    labels = torch.cat([digits.train_labels, digits.test_labels]).tolist()
    assert sort(ours, labels) == sort(both, small.target)
    assert torch.equal(load_enlarged_digits().test_images, digits.test_images)
    assert digits.test_labels.bincount().min() > 60  # every digit is in the test


@pytest.mark.parametrize("kind", CLASSIFIER_KINDS)
@pytest.mark.parametrize("width", [1, 2, 8])
def test_a_digit_network_costs_what_the_arithmetic_says(kind, width):
    layers, channels, size = [], 1, 16
    for number, separable in enumerate(CLASSIFIER_KINDS[kind]):
        out, stride = width * 2 ** number, 1 if number == 0 else 2
        first = Convolution(channels, channels if separable else out, 3, stride, 1, groups=channels if separable else 1,
                            bias=False)
        layers.append((first, size))
        size = first.output_size(size, size)[0]
        if separable:
            layers.append((Convolution(channels, out, 1, bias=False), size))
        channels = out
    cost = cost_table(digit_network(width, kind), (1, 1, 16, 16))
    assert cost.macs == sum(conv.macs(size, size) for conv, size in layers) + channels * 10
    norms = sum(2 * conv.out_channels for conv, _ in layers)
    assert cost.parameters == sum(conv.parameters for conv, _ in layers) + norms + (channels + 1) * 10


def test_where_a_separable_layer_does_not_pay():
    """It costs more MACs than a standard one with one output channel alone; how many go in makes no difference."""
    def macs(block, inputs, outputs):
        return cost_table(block(inputs, outputs), (1, inputs, 8, 8)).macs

    for inputs in (1, 2, 3, 8, 32):
        ratios = [macs(separable_block, inputs, n) / macs(standard_block, inputs, n) for n in (1, 2, 4, 8, 64)]
        assert ratios == pytest.approx([1 / n + 1 / 9 for n in (1, 2, 4, 8, 64)])


def test_a_separable_first_layer_makes_multiples_of_one_map():
    image = load_enlarged_digits().test_images[:1]

    def rank(block):
        maps = (block.pointwise.conv(block.depthwise(image)) if hasattr(block, "pointwise") else block.conv(image))
        return int(torch.linalg.matrix_rank(maps.detach().flatten(2)[0], rtol=1e-4))

    assert rank(digit_network(8, "separable, first too").first.eval()) == 1
    assert rank(digit_network(8, "standard").first.eval()) == 8


# The scenes

@pytest.mark.parametrize("distance", range(1, CELL))
def test_a_lamp_tells_the_kind_of_its_post(distance):
    scenes = lamp_scenes(40, seed=distance, distance=distance)
    posts = scenes.labels > 0
    grey = (scenes.images == POST[:, None, None]).all(dim=1)
    assert torch.equal(posts, grey)
    assert torch.equal(posts, scenes.numbers > 0)
    scene, row, column = posts.nonzero().unbind(1)
    lamp = scenes.images[scene, :, row, column + distance]
    assert torch.equal(lamp[:, 2] > lamp[:, 0], scenes.labels[posts] == 2)  # a blue lamp: a blue post
    lit = (scenes.images.sum(dim=1) > 0) & ~grey
    assert int(lit.sum()) == int(posts.sum())  # no lamp without a post
    for number, height in enumerate(scenes.heights.tolist(), start=1):
        _, rows, columns = (scenes.numbers == number).nonzero().unbind(1)
        assert 1 <= height <= TALLEST
        assert rows.tolist() == list(range(int(rows[0]), int(rows[0]) + height))
        assert len(set(columns.tolist())) == 1


def bits_about_the_kind(scenes, offsets):
    """Mutual information of a post's kind and what stands at an offset from a pixel of it, counted; in bits."""
    seen = torch.zeros(scenes.labels.shape, dtype=torch.long)  # 0 night, 1 grey, 2 yellow, 3 blue
    seen[(scenes.images == POST[:, None, None]).all(dim=1)] = 1
    lamp = (scenes.images.sum(dim=1) > 0) & (seen == 0)
    seen[lamp] = 2 + (scenes.images[:, 2] > scenes.images[:, 0])[lamp].long()
    seen = torch.nn.functional.pad(seen, (CELL, CELL, CELL, CELL))
    scene, r, c = (scenes.labels > 0).nonzero().unbind(1)
    kind = scenes.labels[scene, r, c] - 1
    for row, column in offsets:
        joint = (4 * kind + seen[scene, r + CELL + row, c + CELL + column]).bincount(minlength=8).reshape(2, 4)
        joint = joint / joint.sum()
        independent = joint.sum(1, keepdim=True) * joint.sum(0, keepdim=True)
        yield float((joint * (joint / independent).log2()).nan_to_num().sum())


def leaks(scenes):
    """Offsets within 7 pixels, outside the lamp's column, that say anything about the kind."""
    offsets = [(row, column) for row in range(-7, 8) for column in range(-7, 8) if column != DISTANCE]
    return [offset for offset, bits in zip(offsets, bits_about_the_kind(scenes, offsets), strict=True) if bits > 0.01]


def test_nothing_but_the_lamp_s_column_knows_the_kind():
    scenes = lamp_scenes(600, seed=1)
    assert next(bits_about_the_kind(scenes, [(0, DISTANCE)])) > 0.99
    assert leaks(scenes) == []


def test_a_lamp_of_two_columns_would_be_noticed():
    scenes = lamp_scenes(300, seed=1)
    scenes.images[:, :, :, :-1] = torch.maximum(scenes.images[:, :, :, :-1], scenes.images[:, :, :, 1:])
    assert (0, DISTANCE - 1) in leaks(scenes)


def test_the_kind_is_a_fair_coin_wherever_a_post_stands():
    scenes = lamp_scenes(1000, seed=2)
    count = len(scenes.heights)
    scene, row, column = (scenes.numbers > 0).nonzero().unbind(1)
    facts = torch.zeros(count + 1, 3, dtype=torch.long)
    facts[scenes.numbers[scene, row, column]] = torch.stack([scenes.labels[scene, row, column], row, column], 1)
    kind, row, column = facts[1:].unbind(1)

    def fair(tosses):
        assert abs(float(tosses.double().mean()) - 0.5) < 4.5 * 0.5 / len(tosses) ** 0.5

    fair(kind == 1)
    fair(kind[1:] == kind[:-1])  # neighbours do not agree
    for fact in (row, column, row % 2, column % 2, scenes.heights):
        for value in fact.unique():
            fair(kind[fact == value] == 1)
    assert abs(count / (1000 * (SIZE // CELL) ** 2) - DENSITY) < 0.03


# The networks for the scenes

def columns_read(network, column):
    """Offsets of the columns that one output pixel reads, by putting NaN into one pixel after the other."""
    network = network.double().eval()
    row, found = SIZE // 2, []
    for offset in range(-9, 10):
        image = torch.zeros(1, 3, SIZE, SIZE, dtype=torch.float64)
        image[0, :, row, column + offset] = torch.nan
        with torch.inference_mode():
            if network(image)[0, :, row, column].isnan().any():
                found.append(offset)
    return found


READ = {  # columns that the output at an even and at an odd column reads
    "plain": (range(-3, 4),) * 2,
    "dilation 1, 1, 2": (range(-4, 5),) * 2,
    "dilation 1, 2, 2": (range(-5, 6),) * 2,
    "dilation 1, 2, 4": (range(-7, 8),) * 2,
    "dilation 2, 2, 2": (range(-6, 7, 2),) * 2,
    "pooling": (range(-5, 7), range(-6, 6)),
    "pooling, skip": (range(-5, 7), range(-6, 6)),
}


@pytest.mark.parametrize("name", SEGMENTERS)
def test_what_a_segmenter_reads(name):
    network = Segmenter(**SEGMENTERS[name])
    assert [columns_read(network, column) for column in (10, 11)] == [list(columns) for columns in READ[name]]


@pytest.mark.parametrize("name", ["pooling", "pooling, skip"])
def test_only_a_skip_tells_the_four_pixels_of_a_pool_apart(name):
    scores = Segmenter(**SEGMENTERS[name]).eval()(lamp_scenes(4).images)
    blocks = scores.unfold(2, 2, 2).unfold(3, 2, 2).flatten(4)
    assert torch.equal(blocks.amax(4), blocks.amin(4)) == (name == "pooling")


def test_all_segmenters_have_as_many_parameters():
    costs = [cost_table(Segmenter(**settings), (1, 3, SIZE, SIZE)) for settings in SEGMENTERS.values()]
    assert len({cost.parameters for cost in costs}) == 1
    assert {cost.rows[-1].output_shape for cost in costs} == {(1, 3, SIZE, SIZE)}


def test_the_answers_are_counted():
    scenes = lamp_scenes(30, seed=3)

    class Oracle(nn.Module):
        """Scores that give the labels that it was made with."""

        def __init__(self, labels):
            super().__init__()
            self.scores = nn.functional.one_hot(labels, 3).permute(0, 3, 1, 2).double()

        def forward(self, x):
            return self.scores[:len(x)]

    small, tall = int((scenes.heights <= 2).sum()), int((scenes.heights > 2).sum())
    assert question(Oracle(scenes.labels), scenes) == Answers(100.0, Count(small, small), Count(tall, tall), 0.0)
    swapped = torch.tensor([0, 2, 1])[scenes.labels]
    assert question(Oracle(swapped), scenes) == Answers(0.0, Count(small, small), Count(tall, tall), 0.0)
    top = scenes.labels.clone()
    top[:, 1:][scenes.numbers[:, :-1] == scenes.numbers[:, 1:]] = 0  # only the first pixel of each post is left
    found = question(Oracle(top), scenes)
    assert found.tall.found == 0
    assert found.small == Count(int((scenes.heights == 1).sum()), small)  # half of two pixels is not enough
    wide = scenes.labels.clone()
    wide[:, :, 1:] = torch.maximum(wide[:, :, 1:], scenes.labels[:, :, :-1])
    assert question(Oracle(wide), scenes).extra == 100.0


# Do the conclusions hold from other seeds?

@pytest.fixture(scope="module")
def segmented():
    return {(run.name, run.seed): run for run in measure_segmenters(seeds=range(5)).runs}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_only_a_field_that_reaches_the_lamp_without_holes_tells_the_kind(segmented, seed):
    for name in SEGMENTERS:
        kind = segmented[name, seed].answers.kind
        if DISTANCE in READ[name][0] and DISTANCE in READ[name][1]:
            assert kind > 80, name  # 30 points above chance
        else:
            assert 45 < kind < 55, name
    assert max(READ["dilation 2, 2, 2"][0]) > DISTANCE  # its field reaches beyond the lamp all the same


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_pooling_knows_the_kind_and_loses_the_place(segmented, seed):
    for name in SEGMENTERS:
        answers = segmented[name, seed].answers
        small, tall = (count.found / count.of for count in (answers.small, answers.tall))
        if name == "pooling":
            assert small < 0.5
            assert tall < 0.8
        else:
            assert small > 0.9
            assert tall > 0.95


@pytest.mark.slow
@pytest.mark.parametrize(("name", "distance"), [("dilation 2, 2, 2", 4), ("dilation 2, 2, 2", 6), ("plain", 3)])
def test_the_same_networks_succeed_where_they_can_read(name, distance):
    """The control: a network that fails at 5 columns fails for its reach, and for nothing else."""
    measured = measure_segmenters([name], seeds=range(5), distance=distance)
    assert min(run.answers.kind for run in measured.runs) > 80


@pytest.mark.slow
def test_what_a_separable_network_saves_and_what_it_costs():
    seeds = range(5)
    measured = measure_classifiers(seeds=seeds) + measure_classifiers([8], ["separable, first too"], seeds)
    of = {(run.kind, run.width, run.seed): run for run in measured.runs}
    for seed in seeds:
        def percent(kind, width, seed=seed):
            return of[kind, width, seed].accuracy

        assert percent("standard", 16) > 96
        assert percent("separable", 16) > percent("standard", 16) - 4  # wide enough, it loses little
        assert percent("separable", 2) < percent("standard", 2) - 5  # too narrow, it loses much
        assert percent("separable", 4) < percent("standard", 4) - 3
    assert of["separable", 16, 0].macs < of["standard", 16, 0].macs / 5
    lost = [of["separable", 8, seed].accuracy - of["separable, first too", 8, seed].accuracy for seed in seeds]
    assert sum(lost) / len(lost) > 1
