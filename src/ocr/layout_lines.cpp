// Takes a page apart into rulings and print, and gathers print into lines of text.
#include <algorithm>
#include <cmath>

#include "ocr/layout_table.hpp"

namespace zhun::ocr {
namespace {

// The height of ordinary print: that of words, wide pieces once letters are joined; of half of
// all words' width and more.
int line_height_of(const Plane& mask) {
  const int longest = std::max(mask.width, mask.height);
  std::vector<InkBox> words;
  std::int64_t total = 0;
  for (const InkBox& piece : pieces_of(mask, std::max(3, longest / 250))) {
    if (piece.height() >= 6 && piece.width() * 2 >= piece.height() * 5) {
      words.push_back(piece);
      total += piece.width();
    }
  }
  if (words.size() < 8) {
    return 0;
  }
  std::sort(words.begin(), words.end(),
            [](const InkBox& a, const InkBox& b) { return a.height() < b.height(); });
  std::int64_t seen = 0;
  for (const InkBox& word : words) {
    seen += word.width();
    if (seen * 100 >= total * 65) {
      return word.height();
    }
  }
  return words.back().height();
}

InkBox joined(const InkBox& a, const InkBox& b) {
  return {std::min(a.left, b.left), std::min(a.top, b.top), std::max(a.right, b.right),
          std::max(a.bottom, b.bottom), a.pixels + b.pixels};
}

// Lines that touch are cut where the fewest pixels are.
void cut_high(const Plane& mask, InkBox piece, int line_height, std::vector<InkBox>& out) {
  while (piece.height() * 10 > line_height * 17) {
    const int from = piece.top + line_height * 6 / 10;
    const int to = std::min(piece.bottom - line_height / 2, piece.top + line_height * 15 / 10);
    int best = -1, best_ink = 0;
    for (int y = from; y < to; ++y) {
      const std::uint8_t* row = mask.row(y);
      const int ink = static_cast<int>(std::count(row + piece.left, row + piece.right, 1));
      if (best < 0 || ink < best_ink) {
        best = y;
        best_ink = ink;
      }
    }
    if (best < 0) {
      break;
    }
    InkBox upper = piece;
    upper.bottom = best;
    upper.pixels = piece.pixels * upper.height() / std::max(1, piece.height());
    out.push_back(upper);
    piece.pixels -= upper.pixels;
    piece.top = best + 1;
  }
  if (piece.height() > 0) {
    out.push_back(piece);
  }
}

struct Level {
  InkBox box;
  std::vector<InkBox> pieces;
};

// Puts pieces of about one height on one level, the widest first; specks join what they are near.
std::vector<Level> levels_of(std::vector<InkBox> pieces, int line_height) {
  std::stable_sort(pieces.begin(), pieces.end(), [line_height](const InkBox& a, const InkBox& b) {
    const bool high_a = a.height() * 2 >= line_height, high_b = b.height() * 2 >= line_height;
    return high_a != high_b ? high_a : a.width() > b.width();
  });
  std::vector<Level> levels;
  for (const InkBox& piece : pieces) {
    const bool high = piece.height() * 2 >= line_height;
    Level* best = nullptr;
    int best_distance = high ? line_height * 45 / 100 : line_height * 75 / 100;
    for (Level& level : levels) {
      const int distance = std::abs(level.box.middle() - piece.middle());
      const int beside = std::max(piece.left - level.box.right, level.box.left - piece.right);
      if (distance < best_distance && (high || beside <= line_height)) {
        best_distance = distance;
        best = &level;
      }
    }
    if (best != nullptr) {
      const InkBox grown = joined(best->box, piece);
      if (grown.height() * 10 <= line_height * 17 || !high) {
        // The first, widest pieces say where the level is.
        best->box = {grown.left, best->box.top, grown.right, best->box.bottom, grown.pixels};
        best->pieces.push_back(piece);
        continue;
      }
    }
    levels.push_back({piece, {piece}});
  }
  std::sort(levels.begin(), levels.end(), [](const Level& a, const Level& b) {
    return a.box.middle() != b.box.middle() ? a.box.middle() < b.box.middle()
                                            : a.box.left < b.box.left;
  });
  return levels;
}

// Thin letters of a blurred photo are hardly darker than the paper, but not as evenly as a pale
// watermark.
Plane faint_print(const Plane& flat, const InkPage& page) {
  constexpr int kFaint = 200, kDark = 172, kDarkPercent = 32;
  Plane faint = ink_mask(flat, kFaint);
  for (const Ruling& ruling : page.across) {
    erase_ruling(faint, ruling, true);
  }
  for (const Ruling& ruling : page.down) {
    erase_ruling(faint, ruling, false);
  }
  erase_mostly_pale_pieces(faint, flat, kDark, kDarkPercent);
  erase_odd_pieces(faint, 4, page.line_height * 3 / 2);
  for (std::size_t i = 0; i < faint.pixels.size(); ++i) {
    faint.pixels[i] |= page.text.pixels[i];
  }
  return faint;
}

// The strokes of digits that stand above each other in a small table are as long as a ruling; a
// ruling has white beside it.
bool runs_through_print(const Plane& mask, const Ruling& ruling) {
  const int reach = ruling.thickness / 2 + 2;
  int beside = 0;
  for (int y = std::max(ruling.begin, 0); y < std::min(ruling.end, mask.height); ++y) {
    const int x = static_cast<int>(std::lround(ruling.at(y)));
    const std::uint8_t* row = mask.row(y);
    const auto ink = [&](int at) { return at >= 0 && at < mask.width && row[at] != 0; };
    beside += ink(x - reach) || ink(x - reach - 1) || ink(x + reach) || ink(x + reach + 1) ? 1 : 0;
  }
  return beside * 100 > ruling.length() * 18;
}

}  // namespace

InkPage take_apart(const Plane& page, bool one_bit) {
  InkPage result;
  result.one_bit = one_bit;
  const int longest = std::max(page.width, page.height);
  const Plane flat = flatten(page, std::max(16, longest / 80));
  result.across = find_rulings(flat, std::max(80, page.width / 8), 70);
  // Digits above each other look like a broken ruling; a bad copy breaks rulings, too.
  result.down = find_rulings(transpose(flat), std::max(80, page.height / 16), one_bit ? 72 : 88);
  const int threshold = ink_threshold(flat);
  result.text = ink_mask(flat, threshold);
  erase_pale_pieces(result.text, flat, threshold - 10);
  for (const Ruling& ruling : result.across) {
    erase_ruling(result.text, ruling, true);
  }
  std::erase_if(result.down,
                [&](const Ruling& ruling) { return runs_through_print(result.text, ruling); });
  for (const Ruling& ruling : result.down) {
    erase_ruling(result.text, ruling, false);
  }
  const int speck = one_bit ? 5 : 3;
  erase_odd_pieces(result.text, speck, longest / 20);
  result.line_height = line_height_of(result.text);
  if (result.line_height > 0) {
    erase_odd_pieces(result.text, speck, result.line_height * 5 / 2);
  }
  result.faint = one_bit ? result.text : faint_print(flat, result);
  return result;
}

std::vector<InkBox> lines_in(const InkPage& page, const InkBox& part, int gap) {
  const int height = page.line_height;
  std::vector<InkBox> pieces;
  for (const InkBox& piece : pieces_in(page.faint, part, std::max(2, height * 6 / 10))) {
    cut_high(page.faint, piece, height, pieces);
  }
  const int pixels_min = std::max(6, height * height * (page.one_bit ? 7 : 3) / 100);
  std::vector<InkBox> lines;
  for (Level& level : levels_of(std::move(pieces), height)) {
    std::sort(level.pieces.begin(), level.pieces.end(),
              [](const InkBox& a, const InkBox& b) { return a.left < b.left; });
    std::vector<InkBox> chunks;
    for (const InkBox& piece : level.pieces) {
      if (!chunks.empty() && piece.left - chunks.back().right <= gap) {
        chunks.back() = joined(chunks.back(), piece);
      } else {
        chunks.push_back(piece);
      }
    }
    for (const InkBox& chunk : chunks) {
      const bool visible = chunk.height() * 4 >= height || chunk.width() * 3 >= height;
      if (chunk.pixels >= pixels_min && visible) {
        lines.push_back(chunk);
      }
    }
  }
  return lines;
}

}  // namespace zhun::ocr
