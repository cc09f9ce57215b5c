"""Makes tests/read/fixtures/archives: zips with and without passwords, from the other fixtures.

make_archive_fixtures.py [--check]. Needs pyzipper (PyPI) for the entries with AES; the traditional
encryption is written here. Salts and heads are fixed, so that the same bytes come out again.
"""
import argparse
import io
import pathlib
import struct
import sys
import types
import zlib

import pyzipper
import pyzipper.zipfile_aes

HERE = pathlib.Path(__file__).resolve().parent / "fixtures"
PASSWORD = b"283746"


def fixture(name):
    return (HERE / name).read_bytes()


# -- the traditional encryption ------------------------------------------------------------------
CRC = [0] * 256
for index in range(256):
    value = index
    for _ in range(8):
        value = value >> 1 ^ (0xEDB88320 if value & 1 else 0)
    CRC[index] = value


class Traditional:
    def __init__(self, password):
        self.keys = [0x12345678, 0x23456789, 0x34567890]
        for byte in password:
            self.update(byte)

    def update(self, byte):
        a, b, c = self.keys
        a = a >> 8 ^ CRC[(a ^ byte) & 0xFF]
        b = ((b + (a & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        c = c >> 8 ^ CRC[(c ^ b >> 24) & 0xFF]
        self.keys = [a, b, c]

    def encrypt(self, data):
        out = bytearray()
        for byte in data:
            mixed = (self.keys[2] | 2) & 0xFFFF
            out.append(byte ^ (mixed * (mixed ^ 1) >> 8 & 0xFF))
            self.update(byte)
        return bytes(out)


# -- a writer that can write what zipfile does not -------------------------------------------------
class Entry:
    def __init__(self, name, content, password=None, stored=False, described=False, zip64=False):
        self.name = name if isinstance(name, bytes) else name.encode()
        self.crc = zlib.crc32(content)
        self.size = len(content)
        self.method = 0 if stored else 8
        self.flags = (1 if password else 0) | (8 if described else 0)
        self.time = 0x5A21
        self.described, self.zip64 = described, zip64
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        self.packed = content if stored else packer.compress(content) + packer.flush()
        if password:
            mark = self.time >> 8 if described else self.crc >> 24
            head = bytes(range(11)) + bytes([mark])
            self.packed = Traditional(password).encrypt(head + self.packed)

    def header(self, central):
        crc, packed, size = self.crc, len(self.packed), self.size
        extra = b""
        if self.described and not central:
            crc = packed = size = 0
        elif self.zip64:
            extra = struct.pack("<HHQQ", 1, 16, size, packed)
            packed = size = 0xFFFFFFFF
        return struct.pack("<HHHHHIIIHH", 45 if self.zip64 else 20, self.flags, self.method, self.time,
                           0x5C21, crc, packed, size, len(self.name), len(extra)), extra

    def local(self):
        head, extra = self.header(False)
        tail = struct.pack("<4sIII", b"PK\x07\x08", self.crc, len(self.packed),
                           self.size) if self.described else b""
        return b"PK\x03\x04" + head + self.name + extra + self.packed + tail

    def central(self, offset):
        head, extra = self.header(True)
        return b"PK\x01\x02" + struct.pack("<H", 45) + head + struct.pack(
            "<HHHII", 0, 0, 0, 0, offset) + self.name + extra


def archive(entries, zip64=False, prefix=b"", comment=b""):
    locals_, centrals = b"", b""
    for entry in entries:
        centrals += entry.central(len(locals_))
        locals_ += entry.local()
    count, begin = len(entries), len(locals_)
    end = b""
    if zip64:
        at = len(locals_) + len(centrals)
        end = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, len(centrals),
                          begin)
        end += struct.pack("<4sIQI", b"PK\x06\x07", 0, at, 1)
        end += struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF,
                           len(comment))
    else:
        end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, len(centrals), begin,
                          len(comment))
    return prefix + locals_ + centrals + end + comment


def with_aes(files, bits, version):
    """pyzipper's writer with a fixed salt; `version` 1 keeps the checksum, 2 does not."""
    salts = types.SimpleNamespace(read=lambda count: bytes(range(1, count + 1)))
    pyzipper.zipfile_aes.Random = types.SimpleNamespace(new=lambda: salts)
    buffer = io.BytesIO()
    with pyzipper.AESZipFile(buffer, "w", compression=pyzipper.ZIP_DEFLATED) as out:
        out.setpassword(PASSWORD)
        out.setencryption(pyzipper.WZ_AES, nbits=bits, force_wz_aes_version=version)
        for name, content in files:
            info = pyzipper.zipfile_aes.AESZipInfo(name, (2026, 1, 5, 10, 0, 0))
            info.compress_type = pyzipper.ZIP_DEFLATED
            out.writestr(info, content)
    return buffer.getvalue()


GBK_NAME = "支付宝交易明细(20260105-20260331).csv".encode("gb18030")
MAC = "__MACOSX/._a.csv"


def made():
    alipay, wechat = fixture("alipay_2023.csv"), fixture("sheets/wechat_text.xlsx")
    corporate, abc = fixture("corporate.csv"), fixture("abc.csv")
    special, ofd = fixture("einvoices/special.xml"), fixture("einvoices/attached.ofd")
    picture = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR" + bytes(range(256))
    yield "alipay_traditional.zip", archive([Entry(GBK_NAME, alipay, PASSWORD)])
    yield "alipay_described.zip", archive([Entry(GBK_NAME, alipay, PASSWORD, described=True)])
    yield "abc_traditional_stored.zip", archive([Entry("a.csv", abc, PASSWORD, stored=True)])
    for bits, version in ((128, 1), (192, 2), (256, 2)):
        yield f"wechat_aes{bits}.zip", with_aes([("微信支付账单.xlsx", wechat)], bits, version)
    yield "abc_aes256_ae1.zip", with_aes([("a.csv", abc)], 256, 1)
    yield "invoices.zip", archive([
        Entry("发票/", b"", stored=True), Entry("发票/1.ofd", ofd, stored=True),
        Entry("发票/2.xml", special), Entry("发票/2 (1).xml", special),
        Entry(MAC, b"\x00\x05\x16\x07"), Entry("empty.csv", b"", stored=True),
        Entry("说明.txt", "请核对后提交。\n".encode()), Entry("扫描.png", picture)])
    yield "two_statements.zip", archive([Entry("1.csv", corporate), Entry("2.csv", abc)])
    yield "several_kinds.zip", archive([Entry("1.csv", corporate), Entry("2.xml", special)])
    yield "nested.zip", archive([Entry("1.zip", archive([Entry("2.csv", abc)]))])
    yield "outside.zip", archive([Entry("../../evil.csv", abc)])
    yield "nothing.zip", archive([Entry("a.txt", b"nothing\n"), Entry("b.txt", b"nothing\n")])
    yield "zip64.zip", archive([Entry("a.csv", abc, zip64=True)], zip64=True)
    yield "described.zip", archive([Entry("a.csv", abc, described=True)])
    yield "prefixed.zip", archive([Entry("a.csv", abc)], prefix=b"PK\x03\x04 in front",
                                  comment="导出".encode("gbk"))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare with what is there")
    options = parser.parse_args()
    folder = HERE / "archives"
    folder.mkdir(exist_ok=True)
    wrong = 0
    for name, content in made():
        if options.check:
            wrong += (folder / name).read_bytes() != content
        else:
            (folder / name).write_bytes(content)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
