"""B1 and B2 of SOPBench: head-counts (`counts`) and members (`members`) of packs of rules over customers in memory, the engines in turn. Every
engine must give the same answers, or the run ends. An engine that knows several forms of the question is asked in each of them first;
the fastest is the one that counts."""
import sys

from packs import bandwidth, customers, engines
from packs import rules as packs

TASKS = {"counts": "B1", "members": "B2"}


class Question:
    """One task over one pack with one number of threads, and what is the answer."""

    def __init__(self, pack, task, threads):
        self.pack, self.task, self.threads, self.expected = pack, task, threads, None

    def ask(self, engine, form):
        """Seconds of the clock, and of the processor."""
        wall, cpu, answer = engine.run(self.task, self.threads, form)
        self.expected = self.expected or answer
        if answer != self.expected:
            wrong = [i for i, (ours, theirs) in enumerate(zip(self.expected, answer, strict=True)) if ours != theirs]
            sys.exit(f"{engine.name} disagrees on {len(wrong)} of {len(self.pack)} rules, the first: {self.pack[wrong[0]].sop()}")
        return wall, cpu


def first_runs(question, all_engines, chosen):
    """Each engine's first run in its best form. Which one that is, is found out once for a pack and task."""
    first = {}
    for engine in all_engines:
        key = (engine.name, question.task)
        known = [chosen[key]] if key in chosen else list(engine.forms)
        tried = {form: question.ask(engine, form) for form in known}
        chosen[key] = min(tried, key=lambda form: tried[form][1])
        first[engine.name] = tried[chosen[key]]
    return first


def interleaved(question, all_engines, options, probe, chosen):
    """Both times of every engine, the first run first. An engine whose first run took longer than the run's patience is asked less often."""
    seconds = {name: [first] for name, first in first_runs(question, all_engines, chosen).items()}
    for round_number in range(options.rounds):
        probe.append(bandwidth.bytes_per_second())
        for engine in all_engines:
            slow = options.patience and seconds[engine.name][0][0] > options.patience
            if not slow or round_number < options.impatient_rounds:
                seconds[engine.name].append(question.ask(engine, chosen[engine.name, question.task]))
    return seconds


def bits_read(pack, missing):
    """Of one customer: the columns that a pack asks for, each in its narrowest whole number of bytes."""
    columns = {name: (number + 1, kind, detail) for number, (name, kind, detail) in enumerate(customers.columns())}
    return sum(customers.stored_bits(*columns[name], missing) for name in {atom.name for rule in pack for atom in rule.atoms})


PACE = {"counts": "each column once", "members": "each column once, and each rule's bit written"}


def pace_rows(question, shared, probe, options, missing):
    """What this many bytes take at the pace at which the probe reads memory: no engine is faster."""
    bits = bits_read(question.pack, missing) + (len(question.pack) if question.task == "members" else 0)
    pace = [options.customers * bits / 8 / bytes_per_second * 1e3 for bytes_per_second in probe]
    return [shared | {"engine": "memory's pace", "form": PACE[question.task], "unit": "ms", "first": pace[0], "times": pace, "cpu": pace}]


def timed(taken):
    """Both times of an engine's runs as part of a row, in milliseconds."""
    wall, cpu = ([1e3 * one[which] for one in taken] for which in (0, 1))
    return {"unit": "ms", "first": wall[0], "times": wall[1:], "cpu": cpu[1:]}


def rows_of(question, seconds, probe, options, chosen, missing):
    what = question.task if missing else question.task + ", nothing missing"
    shared = {"task": TASKS[question.task], "what": what, "size": len(question.pack), "threads": question.threads,
              "sharing": packs.sharing(question.pack)}
    rows = [shared | {"engine": name, "form": chosen[name, question.task]} | timed(taken) for name, taken in seconds.items()]
    return rows + (pace_rows(question, shared, probe, options, missing) if question.threads == 1 else [])


def ask_packs(options, missing, sizes, all_threads, paces):
    """All engines about packs of these sizes over customers of whom this much is missing: rows, and the engines' versions."""
    file = options.data / f"customers_{options.customers}{'' if missing else '_complete'}.parquet"
    customers.write(file, options.customers, missing)
    all_engines = engines.all_of(options, file, missing, all_threads)
    rows = []
    for count in sizes:
        pack, chosen = packs.pack(count, missing=missing), {}
        for engine in all_engines:
            engine.prepare(pack)
        for task, name in TASKS.items():
            for threads in all_threads:
                question, probe = Question(pack, task, threads), []
                present = [engine for engine in all_engines if getattr(engine, "threads", threads) == threads]
                seconds = interleaved(question, present, options, probe, chosen)
                rows += rows_of(question, seconds, probe, options, chosen, missing)
                paces += probe
                told = "" if missing else ", nothing missing"
                print(f"{name} {count} rules, {threads} thread(s){told}: {len(present)} engines agree on {options.customers} customers", flush=True)
    for engine in all_engines:
        engine.close()
    return rows, {engine.name: engine.version() for engine in all_engines}


def run(options):
    paces = []
    rows, versions = ask_packs(options, customers.MISSING, options.rules, options.threads, paces)
    more, _ = ask_packs(options, customers.NOTHING_MISSING, options.complete_rules, [1], paces)
    return rows + more, versions | {"memory": f"{min(paces) / 1e9:.1f} to {max(paces) / 1e9:.1f} GB/s"}
