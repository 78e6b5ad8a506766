"""What each explorer knows: its controls, its numbers, its sentences, and the picture that they give.

A scene is state and sentences, without torch, without widgets, and cheap to copy. An engine, handed in, computes for
it; a shell shows it. `explorers` is the shell of a notebook.
"""
