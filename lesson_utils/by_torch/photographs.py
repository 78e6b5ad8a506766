HEIGHT, WIDTH = 240, 205
def filter_photograph(conv, weight): raise NotImplementedError
def mix_colours(p): raise NotImplementedError
