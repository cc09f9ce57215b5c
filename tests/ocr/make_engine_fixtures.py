"""Makes tests/ocr/fixtures/engine: lines of text for the engines, and picture files for the codecs.

make_engine_fixtures.py FOLDER     needs Pillow, fonts-noto-cjk, fonts-dejavu-core and tiffcp (libtiff-tools)
"""
import pathlib
import struct
import subprocess
import sys
import zlib

from PIL import Image, ImageDraw, ImageFont

SONG = ("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc", 2)
HEI = ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2)
DEJAVU = ("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", 0)
LINES = [
    ("number_1", DEJAVU, "1,200,334.50"),
    ("number_2", HEI, "87,405.16"),
    ("number_3", SONG, "2024-03-05"),
    ("text_1", SONG, "上海电子商务有限公司"),
    ("text_2", HEI, "北京科技发展有限公司"),
]


def line(font, text, size=32):
    face = ImageFont.truetype(font[0], size, index=font[1])
    width = int(face.getlength(text)) + 16
    image = Image.new("RGB", (width, size + 20), (255, 255, 255))
    ImageDraw.Draw(image).text((8, (size + 20) // 2), text, font=face, fill=(20, 20, 30), anchor="lm")
    return image


def page():
    """48 x 32: red left top, green right top, blue left bottom, grey right bottom."""
    image = Image.new("RGB", (48, 32), (128, 128, 128))
    for box, colour in (((0, 0, 23, 15), (255, 0, 0)), ((24, 0, 47, 15), (0, 255, 0)),
                        ((0, 16, 23, 31), (0, 0, 255))):
        ImageDraw.Draw(image).rectangle(box, fill=colour)
    return image


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width, height, depth, colour, data):
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b""))


def save_pngs(out, image, bits):
    image.save(out / "rgb.png", dpi=(300, 300))
    image.convert("L").save(out / "grey.png")
    image.convert("P", palette=Image.Palette.ADAPTIVE).save(out / "palette.png")
    bits.save(out / "bits.png")
    clear = image.convert("RGBA")
    clear.putalpha(Image.new("L", image.size, 0))
    clear.save(out / "transparent.png")
    (out / "huge_header.png").write_bytes(png(65535, 65535, 8, 2, zlib.compress(b"\0" * 1000)))
    row = b"\0" * (1 + 20000 // 8)
    (out / "bomb.png").write_bytes(png(20000, 20000, 1, 0, zlib.compress(row * 20000, 9)))


def save_jpegs(out, image):
    exif = Image.Exif()
    exif[274] = 6
    image.save(out / "rgb.jpg", quality=95, subsampling=0, dpi=(200, 200))
    # Stored lying on its left side: orientation 6 turns it a quarter to the right.
    image.rotate(90, expand=True).save(out / "turned.jpg", quality=95, subsampling=0, exif=exif)
    image.convert("L").save(out / "grey.jpg", quality=95)
    image.convert("CMYK").save(out / "cmyk.jpg", quality=95)
    image.save(out / "progressive.jpg", quality=95, subsampling=0, progressive=True)
    data = bytearray((out / "rgb.jpg").read_bytes())
    frame = data.index(b"\xff\xc0")
    data[frame + 5:frame + 9] = b"\xff\xff\xff\xff"
    (out / "huge_header.jpg").write_bytes(data)


def save_tiffs(out, image, bits):
    image.save(out / "rgb.tif", compression="tiff_lzw", dpi=(300, 300))
    image.convert("P", palette=Image.Palette.ADAPTIVE).save(out / "palette.tif")
    image.convert("CMYK").save(out / "cmyk.tif", compression="tiff_deflate")
    image.save(out / "jpeg.tif", compression="jpeg", quality=95)
    bits.save(out / "pages.tif", compression="group4", save_all=True,
              append_images=[bits.transpose(Image.Transpose.ROTATE_180), bits.crop((0, 0, 20, 16))],
              dpi=(200, 200))
    turned = image.rotate(90, expand=True)
    turned.save(out / "turned.tif", tiffinfo={274: 6})
    for name, options in (("tiles.tif", ["-t", "-w", "32", "-l", "16"]), ("planes.tif", ["-p", "separate"])):
        subprocess.run(["tiffcp", *options, out / "rgb.tif", out / name], check=True)
    # One directory that is its own successor.
    entries = [(256, 4, 65535), (257, 4, 65535), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, 8),
               (277, 3, 1), (278, 4, 65535), (279, 4, 16)]
    body = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", t, k, 1, v) for t, k, v in entries)
    (out / "huge_header.tif").write_bytes(b"II*\0" + struct.pack("<I", 8) + body + struct.pack("<I", 0))
    (out / "loop.tif").write_bytes(b"II*\0" + struct.pack("<I", 8) + body + struct.pack("<I", 8))


def main():
    out = pathlib.Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    for name, font, text in LINES:
        line(font, text).save(out / f"{name}.png", optimize=True)
    image = page()
    bits = Image.new("1", (40, 16), 1)
    ImageDraw.Draw(bits).rectangle((0, 0, 9, 7), fill=0)
    save_pngs(out, image, bits)
    save_jpegs(out, image)
    save_tiffs(out, image, bits)


if __name__ == "__main__":
    main()
