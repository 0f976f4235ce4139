"""How fast this machine reads memory at this moment: what any engine that reads each value once is bounded by."""
import time

import numpy

BLOCK = numpy.ones(1 << 25, dtype=numpy.float64)


def bytes_per_second():
    """What one thread reads while it is on the processor: the sum of 256 MiB, the best of three."""
    best = 1e9
    for _ in range(3):
        start = time.process_time()
        BLOCK.sum()
        best = min(best, time.process_time() - start)
    return BLOCK.nbytes / best
