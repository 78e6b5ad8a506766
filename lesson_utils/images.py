def gif_by_pillow(rows, palette): raise NotImplementedError
