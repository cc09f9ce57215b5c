"""Makes src/ocr/ppocr/ppocr_golden.inc: a line of text that the engine must read right when it is opened.

ocr_golden_crop.py FONT > ppocr_golden.inc     needs Pillow and a free font such as Noto Sans CJK
"""
import sys

from PIL import Image, ImageDraw, ImageFont

TEXT = "余额8,051.37"
HEIGHT = 32


def main():
    font = ImageFont.truetype(sys.argv[1], 24)
    width = int(font.getlength(TEXT)) + 12
    image = Image.new("L", (width, HEIGHT), 255)
    ImageDraw.Draw(image).text((6, HEIGHT // 2), TEXT, font=font, fill=0, anchor="lm")
    print("// Made by tools/ocr_golden_crop.py: 4 bits a pixel, one hexadecimal digit each.")
    print(f"constexpr std::uint32_t kWidth = {width};")
    print(f"constexpr std::uint32_t kHeight = {HEIGHT};")
    print("constexpr std::string_view kPixels =")
    digits = "".join(f"{value * 15 // 255:x}" for value in image.tobytes())
    lines = [digits[i:i + 90] for i in range(0, len(digits), 90)]
    print("\n".join(f'    "{line}"' for line in lines) + ";")


if __name__ == "__main__":
    main()
