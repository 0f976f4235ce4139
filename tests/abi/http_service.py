#!/usr/bin/env python3
"""The example of an HTTP service, asked by several clients while its rules are replaced: every request is answered, by one version
or the other as a whole, and by the new one once it was taken.

usage: http_service.py EXAMPLES PREFIX BUILD [--swaps N] [--clients N]    PREFIX: the installed engine; BUILD: a folder to build in
"""
import argparse
import contextlib
import http.client
import json
import pathlib
import subprocess
import threading
import time

AS_OF = "/decide?as_of=2026-11-22T10:00:00Z"
CUSTOMER = {"age": 34, "city": "上海", "spend": "500", "level": "gold", "joined_on": "2026-11-10"}
LOW = {"rules": [], "segments": ["adults", "coast"], "tags": ["big", "new_friend", "gold_coast"]}
HIGH = {"rules": [], "segments": ["adults", "coast"], "tags": ["new_friend", "gold_coast"]}


def built(examples, prefix, folder):
    """The service, or nothing where the HTTP library is not there."""
    if subprocess.run(["pkg-config", "--exists", "cpp-httplib"]).returncode != 0:
        return None
    say_nothing = {"stdout": subprocess.DEVNULL, "check": True}
    subprocess.run(["cmake", "-S", examples / "embed_http", "-B", folder, f"-DCMAKE_PREFIX_PATH={prefix}"], **say_nothing)
    subprocess.run(["cmake", "--build", folder], **say_nothing)
    return folder / "embed_http"


@contextlib.contextmanager
def running(service, rules):
    process = subprocess.Popen([service, rules], stdout=subprocess.PIPE, text=True)
    try:
        yield int(process.stdout.readline().rsplit(":", 1)[1])
    finally:
        process.terminate()
        ended = process.wait(timeout=30)
    assert ended == 0, f"the service ended with {ended}"


def ask(connection, method, path, body):
    connection.request(method, path, body=body.encode())
    response = connection.getresponse()
    return response.status, json.loads(response.read())


def check_answers(port):
    """What it says to customers that do not fit, and to rules that do not."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    wrong = ['{"agee": 3}', '{"age": "x"}', '{"spend": "1.00001"}', '{"level": "goldy"}', '{"joined_on": "2026-02-30"}', "[]", "{", '{"age": 1.5}']
    for body in wrong:
        status, answer = ask(connection, "POST", AS_OF, body)
        assert status == 400 and answer["error"], (body, status, answer)
    assert ask(connection, "POST", AS_OF, "{}") == (200, {"rules": [], "segments": [], "tags": [], "version": 1})
    status, findings = ask(connection, "PUT", "/program", "project p { timezone \"UTC\" }\ntable customers key id { id id }\nsegment x = agee > 3\n")
    assert status == 422 and findings["diagnostics"][0]["code"].startswith("S2"), findings
    assert ask(connection, "GET", "/program", "")[1]["version"] == 1


def check_required(port, rules):
    """A column without `?` must be given."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    assert ask(connection, "PUT", "/program", rules.replace("int?", "int"))[0] == 200
    status, answer = ask(connection, "POST", AS_OF, "{}")
    assert status == 400 and "`age`" in answer["error"], answer
    assert ask(connection, "POST", AS_OF, '{"age": 20}')[1]["segments"] == ["adults"]


class Client(threading.Thread):
    """Asks on one connection until told to stop. `taken`: the version that somebody was told is taken."""

    def __init__(self, port, state):
        super().__init__()
        self.port, self.state = port, state
        self.answered, self.mistakes, self.microseconds = 0, [], []

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        while not self.state["over"]:
            taken = self.state["taken"]
            began = time.perf_counter()
            try:
                status, answer = ask(connection, "POST", AS_OF, json.dumps(CUSTOMER))
            except (OSError, http.client.HTTPException) as failed:
                self.mistakes.append(repr(failed))
                return
            self.microseconds.append((time.perf_counter() - began) * 1e6)
            version = answer.pop("version", 0)
            expected = LOW if version % 2 == 1 else HIGH
            if status != 200 or answer != expected or version < taken:
                self.mistakes.append((status, version, taken, answer))
            self.answered += 1


def hammer(port, rules, swaps, clients):
    state = {"over": False, "taken": 1}
    asking = [Client(port, state) for _ in range(clients)]
    for one in asking:
        one.start()
    connection = http.client.HTTPConnection("127.0.0.1", port)
    texts = [rules, rules.replace("spend > 100", "spend > 1000")]
    refused = 0
    for number in range(2, swaps + 2):
        if number % 5 == 0:  # rules that do not compile change nothing
            refused += ask(connection, "PUT", "/program", rules.replace("age >= 18", "agee >= 18"))[0] == 422
        status, answer = ask(connection, "PUT", "/program", texts[(number + 1) % 2])
        assert (status, answer) == (200, {"version": number}), (status, answer)
        state["taken"] = number
    state["over"] = True
    for one in asking:
        one.join()
    mistakes = [mistake for one in asking for mistake in one.mistakes]
    times = sorted(each for one in asking for each in one.microseconds)
    answered = sum(one.answered for one in asking)
    print(f"{answered} requests by {clients} clients during {swaps} swaps and {refused} refused ones: {len(mistakes)} failed; "
          f"p50 {times[len(times) // 2]:.0f} us, p99 {times[len(times) * 99 // 100]:.0f} us as these clients see it")
    for mistake in mistakes[:5]:
        print("  ", mistake)
    return len(mistakes) + (answered < swaps)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("examples", type=pathlib.Path)
    parser.add_argument("prefix", type=pathlib.Path)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--swaps", type=int, default=200)
    parser.add_argument("--clients", type=int, default=4)
    options = parser.parse_args()
    service = built(options.examples, options.prefix.resolve(), options.build)
    if service is None:
        print("skipped: no cpp-httplib (scripts/setup --tests)")
        return 0
    rules = options.examples / "embed_http" / "rules" / "shop.sop"
    with running(service, rules) as port:
        check_answers(port)
        failed = hammer(port, rules.read_text(), options.swaps, options.clients)
        check_required(port, rules.read_text())
        return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
