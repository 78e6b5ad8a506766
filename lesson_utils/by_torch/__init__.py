"""Every place where torch is asked: to compute, to compare, and to say what it refuses."""
