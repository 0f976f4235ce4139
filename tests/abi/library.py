"""libsop.so through ctypes: the C interface with nothing between, for tests that have tables as pyarrow tables."""
import ctypes as c
import pathlib

import pyarrow as pa

TABLES = ["actions", "tags", "facts", "segments", "issues", "decisions", "stages"]


class Source(c.Structure):
    _fields_ = [("struct_size", c.c_size_t), ("name", c.c_char_p), ("text", c.c_char_p), ("text_size", c.c_size_t)]


class Zone(c.Structure):
    _fields_ = [("struct_size", c.c_size_t), ("name", c.c_char_p), ("version", c.c_char_p), ("bytes", c.c_char_p), ("bytes_size", c.c_size_t)]


class CompileOptions(c.Structure):
    _fields_ = [("struct_size", c.c_size_t), ("language", c.c_int32), ("reserved", c.c_uint32), ("zones", c.POINTER(Zone)),
                ("zone_count", c.c_size_t), ("max_diagnostics", c.c_size_t)]


class RunOptions(c.Structure):
    _fields_ = [("struct_size", c.c_size_t), ("as_of", c.c_char_p), ("has_as_of_us", c.c_int32), ("accept_redefined", c.c_int32),
                ("as_of_us", c.c_int64), ("max_actions", c.c_uint64)]


class Failed(Exception):
    pass


class Library:
    def __init__(self, path):
        self.calls = c.CDLL(str(path))
        for name in ["sop_program_diagnostics", "sop_evaluator_error", "sop_status_name"]:
            getattr(self.calls, name).restype = c.c_char_p

    def check(self, status, details=b""):
        if status != 0:
            raise Failed(f"{self.calls.sop_status_name(status).decode()}: {details.decode()[:2000]}")

    def compile(self, files, zones=("Asia/Shanghai",)):
        """files: {name: bytes}."""
        sources = (Source * len(files))(*[Source(c.sizeof(Source), name.encode(), text, len(text)) for name, text in files.items()])
        rules = [(zone.encode(), pathlib.Path("/usr/share/zoneinfo", zone).read_bytes()) for zone in zones]
        given = (Zone * len(rules))(*[Zone(c.sizeof(Zone), name, b"", text, len(text)) for name, text in rules])
        options = CompileOptions(c.sizeof(CompileOptions), 0, 0, given, len(rules), 0)
        program = c.c_void_p()
        status = self.calls.sop_compile(sources, len(files), c.byref(options), c.byref(program))
        self.check(status, self.calls.sop_program_diagnostics(program))
        return program

    def schema(self, program):
        json = c.c_char_p()
        self.check(self.calls.sop_program_schema(program, c.byref(json)))
        return json.value.decode()

    def run(self, program, tables, as_of, memory=None, max_actions=0):
        """tables: {input: pyarrow table}. Gives {table: pyarrow table} and the memory for the next run."""
        evaluator = c.c_void_p()
        self.check(self.calls.sop_evaluator_create(program, None, c.byref(evaluator)))
        try:
            return self._run(evaluator, tables, as_of, memory, max_actions)
        finally:
            self.calls.sop_evaluator_free(evaluator)

    def _run(self, evaluator, tables, as_of, memory, max_actions):
        check = lambda status: self.check(status, self.calls.sop_evaluator_error(evaluator))
        if memory is not None:
            check(self.calls.sop_evaluator_set_memory(evaluator, memory, c.c_size_t(len(memory))))
        for name, table in tables.items():
            stream = c.create_string_buffer(64)
            table.to_reader()._export_to_c(c.addressof(stream))
            check(self.calls.sop_evaluator_add_stream(evaluator, name.encode(), stream))
        options = RunOptions(c.sizeof(RunOptions), as_of.encode(), 0, 0, 0, max_actions)
        check(self.calls.sop_evaluator_run(evaluator, c.byref(options)))
        results = {}
        for which, name in enumerate(TABLES):
            stream = c.create_string_buffer(64)
            check(self.calls.sop_evaluator_table(evaluator, which, stream))
            results[name] = pa.RecordBatchReader._import_from_c(c.addressof(stream)).read_all()
            results[name].validate(full=True)
        if memory is None:
            return results, None
        data, size = c.c_void_p(), c.c_size_t()
        check(self.calls.sop_evaluator_memory(evaluator, c.byref(data), c.byref(size)))
        return results, c.string_at(data, size.value)
