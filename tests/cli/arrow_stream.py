"""Reads an Arrow IPC stream with nothing but the standard library: an independent check of what zhun writes.

read(bytes) -> (fields, metadata, rows): fields as (name, type, nullable), rows as dictionaries. Knows the types that
zhun writes, and checks what a reader may rely on: alignment, lengths, offsets that ascend, UTF-8.
"""
import datetime
import struct


class Table:
    """A table of a flatbuffer."""

    def __init__(self, data, position):
        self.data, self.position = data, position
        assert position % 4 == 0
        self.positions = position - struct.unpack_from("<i", data, position)[0]

    def place(self, number):
        size = struct.unpack_from("<H", self.data, self.positions)[0]
        if 4 + 2 * number >= size:
            return None
        distance = struct.unpack_from("<H", self.data, self.positions + 4 + 2 * number)[0]
        return self.position + distance if distance else None

    def scalar(self, number, form, default=0):
        place = self.place(number)
        if place is None:
            return default
        assert place % struct.calcsize(form) == 0
        return struct.unpack_from("<" + form, self.data, place)[0]

    def follow(self, place):
        return place + struct.unpack_from("<I", self.data, place)[0]

    def table(self, number):
        return Table(self.data, self.follow(self.place(number)))

    def text(self, number):
        start = self.follow(self.place(number))
        size = struct.unpack_from("<I", self.data, start)[0]
        assert self.data[start + 4 + size] == 0
        return self.data[start + 4:start + 4 + size].decode("utf-8")

    def tables(self, number):
        place = self.place(number)
        if place is None:
            return []
        start = self.follow(place)
        count = struct.unpack_from("<I", self.data, start)[0]
        return [Table(self.data, self.follow(start + 4 + 4 * i)) for i in range(count)]

    def pairs(self, number):
        start = self.follow(self.place(number))
        count = struct.unpack_from("<I", self.data, start)[0]
        assert (start + 4) % 8 == 0
        return [struct.unpack_from("<qq", self.data, start + 4 + 16 * i) for i in range(count)]


def metadata_of(table, number):
    return {item.text(0): item.text(1) for item in table.tables(number)}


def type_of(field):
    kind, form = field.scalar(2, "B"), field.table(3)
    if kind == 2:
        return ("int" if form.scalar(1, "B") else "uint") + str(form.scalar(0, "i"))
    if kind == 8:
        assert form.scalar(0, "h", 1) == 0  # days
        return "date32"
    if kind == 9:
        assert form.scalar(0, "h", 1) == 0 and form.scalar(1, "i", 32) == 32  # seconds
        return "time32"
    return {5: "utf8", 6: "bool"}[kind]


def messages(data):
    position = 0
    while True:
        mark, size = struct.unpack_from("<II", data, position)
        assert mark == 0xFFFFFFFF
        position += 8
        if size == 0:
            assert position == len(data), "something follows the end of the stream"
            return
        assert size % 8 == 0 and position % 8 == 0
        message = Table(data[position:position + size], 0)
        message = Table(message.data, message.follow(0))
        position += size
        body = data[position:position + message.scalar(3, "q")]
        assert len(body) == message.scalar(3, "q")
        position += len(body)
        assert message.scalar(0, "h") == 4  # version 5 of the metadata
        yield message.scalar(1, "B"), message.table(2), body


EPOCH = datetime.date(1970, 1, 1)


def column(kind, rows, nulls, buffers):
    validity = buffers.pop(0)
    assert len(validity) >= (rows + 7) // 8 or nulls == 0
    valid = [nulls == 0 or validity[i // 8] >> i % 8 & 1 == 1 for i in range(rows)]
    assert valid.count(False) == nulls
    if kind == "utf8":
        offsets = struct.unpack_from(f"<{rows + 1}i", buffers.pop(0))
        text = buffers.pop(0)
        assert offsets[0] == 0 and offsets[-1] == len(text) and list(offsets) == sorted(offsets)
        values = [text[a:b].decode("utf-8") for a, b in zip(offsets, offsets[1:])]
    elif kind == "bool":
        bits = buffers.pop(0)
        values = [bits[i // 8] >> i % 8 & 1 == 1 for i in range(rows)]
    else:
        form = {"int64": "q", "uint32": "I", "date32": "i", "time32": "i"}[kind]
        values = list(struct.unpack_from(f"<{rows}{form}", buffers.pop(0)))
        if kind == "date32":
            values = [(EPOCH + datetime.timedelta(days=days)).isoformat() for days in values]
        if kind == "time32":
            values = [str(datetime.timedelta(seconds=value)).rjust(8, "0") for value in values]
    return [value if there else None for value, there in zip(values, valid)]


def read(data):
    stream = messages(data)
    kind, schema, body = next(stream)
    assert kind == 1 and body == b""
    fields = [(field.text(0), type_of(field), field.scalar(1, "B") == 1)
              for field in schema.tables(1)]
    rows = []
    for kind, batch, body in stream:
        assert kind == 3
        count, nodes, places = batch.scalar(0, "q"), batch.pairs(1), batch.pairs(2)
        assert all(offset % 8 == 0 and offset + size <= len(body) for offset, size in places)
        buffers = [body[offset:offset + size] for offset, size in places]
        columns = []
        for (name, form, nullable), (length, nulls) in zip(fields, nodes, strict=True):
            assert length == count and (nullable or nulls == 0), name
            columns.append(column(form, count, nulls, buffers))
        assert not buffers
        names = [name for name, _, _ in fields]
        rows += [dict(zip(names, values)) for values in zip(*columns)]
    return fields, metadata_of(schema, 2), rows
