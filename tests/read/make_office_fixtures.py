"""Makes tests/read/fixtures/archives/wechat_*.xlsx: workbooks with a password, agile and standard.

Needs msoffcrypto-tool (PyPI), which writes the agile one and the container; the standard one is
encrypted here. Salts and keys are fixed; the container bears the time of its making.
"""
import hashlib
import io
import pathlib
import struct

import msoffcrypto
import msoffcrypto.method.ecma376_agile as agile
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from msoffcrypto.format.ooxml import OOXMLFile
from msoffcrypto.method.container.ecma376_encrypted import ECMA376Encrypted

FIXTURES = pathlib.Path(__file__).resolve().parent / "fixtures"
PASSWORD = "银行2837"


def fixed(count):
    return bytes(7 * i % 251 for i in range(count))


def write_agile(package):
    agile._random_buffer = fixed
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(package)).encrypt(PASSWORD, out)
    return out.getvalue()


def write_standard(package):
    def sha1(*parts):
        return hashlib.sha1(b"".join(parts)).digest()

    def encrypt(key, data):
        cipher = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
        data += bytes(-len(data) % 16)
        return cipher.update(data) + cipher.finalize()

    salt, verifier = fixed(16), fixed(32)[16:]
    digest = sha1(salt, PASSWORD.encode("utf-16-le"))
    for i in range(50_000):
        digest = sha1(struct.pack("<I", i), digest)
    digest = sha1(digest, bytes(4))
    halves = [sha1(bytes(a ^ b for a, b in zip(bytes([fill]) * 64, digest + bytes(44))))
              for fill in (0x36, 0x5C)]
    key = b"".join(halves)[:16]
    header = struct.pack("<IIIIIIII", 0x24, 0, 0x660E, 0x8004, 128, 24, 0, 0)
    header += "Microsoft Enhanced RSA and AES Cryptographic Provider\0".encode("utf-16-le")
    info = struct.pack("<HHI", 3, 2, 0x24) + struct.pack("<I", len(header)) + header
    info += struct.pack("<I", 16) + salt + encrypt(key, verifier) + struct.pack("<I", 20)
    info += encrypt(key, sha1(verifier))
    stream = struct.pack("<Q", len(package)) + encrypt(key, package)
    out = io.BytesIO()
    ECMA376Encrypted(stream, info).write_to(out)
    return out.getvalue()


def main():
    package = (FIXTURES / "sheets" / "wechat_two_sheets.xlsx").read_bytes()
    for name, write in (("agile", write_agile), ("standard", write_standard)):
        content = write(package)
        opened = msoffcrypto.OfficeFile(io.BytesIO(content))
        opened.load_key(password=PASSWORD)
        plain = io.BytesIO()
        opened.decrypt(plain)
        assert plain.getvalue() == package
        (FIXTURES / "archives" / f"wechat_{name}.xlsx").write_bytes(content)


if __name__ == "__main__":
    main()
