"""The same program beyond one machine: customers given out over the executors of a Spark cluster.

    import sop.spark

    result = sop.spark.evaluate(customers, {"orders": orders}, program, as_of="2026-11-22 10:00")
    result.facts.write.parquet("…")

    tick = sop.spark.tick(customers, {"orders": orders}, program, "2026-11-22 10:00", state)
    tick.actions.write…; tick.state.write…

All rows of a customer go to one executor, which runs the engine on them: what it decides is what `program.evaluate` decides on
one machine. What a program asks of all customers together (`rank(spend)`, `avg(customers.spend)`) is found out first, in passes
over all executors; what cannot be found out so is refused by name.
"""

from .evaluate import evaluate
from .inputs import NotByCustomer
from .result import SparkResult, SparkTick
from .tick import tick

__all__ = ["NotByCustomer", "SparkResult", "SparkTick", "evaluate", "tick"]
