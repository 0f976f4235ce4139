"""An engine in a process of its own, for those whose number of threads is fixed when they are loaded."""
import multiprocessing
import os


def orders(pipe):
    """Until there are none, or whoever gave them is gone."""
    try:
        while (order := pipe.recv()) is not None:
            yield order
    except (EOFError, ConnectionResetError):
        pass


def serve(pipe, engine_class, arguments):
    engine = engine_class(*arguments)
    pipe.send("ready")
    for name, given in orders(pipe):
        pipe.send(getattr(engine, name)(*given))


class Apart:
    def __init__(self, engine_class, data, threads, environment):
        self.name, self.version, self.forms, self.threads = engine_class.name, engine_class.version, engine_class.forms, threads
        os.environ.update(environment)
        processes = multiprocessing.get_context("spawn")
        self.pipe, theirs = processes.Pipe()
        self.process = processes.Process(target=serve, args=(theirs, engine_class, (data, threads)), daemon=True)
        self.process.start()
        theirs.close()
        self.pipe.recv()

    def ask(self, name, *given):
        self.pipe.send((name, given))
        return self.pipe.recv()

    def prepare(self, pack):
        self.ask("prepare", pack)

    def run(self, task, threads, form):
        return self.ask("run", task, threads, form)

    def close(self):
        self.pipe.send(None)
        self.process.join()
