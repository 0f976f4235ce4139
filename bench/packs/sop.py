"""sop beside the others: sop_packs, a process per program, which loads its tables once."""
import json
import subprocess

AS_OF = "2026-11-22 10:00"


class Sop:
    name = "sop"

    def __init__(self, binary, folder, write_program, tables, form):
        """`write_program`: the text of a pack's program; `tables`: their files by name."""
        self.binary, self.folder, self.write_program, self.tables = binary, folder, write_program, tables
        self.forms, self.process = {form: None}, None

    def prepare(self, pack):
        self.close()
        path = self.folder / f"{'_'.join(self.tables)}_{len(pack)}.sop"
        path.write_text(self.write_program(pack), encoding="utf-8")
        given = [f"{name}={file}" for name, file in self.tables.items()]
        self.process = subprocess.Popen([str(self.binary), str(path), AS_OF, *given], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if not self.process.stdout.readline():
            raise SystemExit("sop_packs could not begin")

    def run(self, task, threads, form):
        self.process.stdin.write(f"{task} {threads}\n")
        self.process.stdin.flush()
        return self.answer()

    def answer(self):
        answer = json.loads(self.process.stdout.readline())
        return answer["seconds"], answer["cpu"], answer["answer"]

    def close(self):
        if self.process is not None:
            self.process.stdin.close()
            self.process.wait()
            self.process = None

    @staticmethod
    def version():
        return "this tree"
