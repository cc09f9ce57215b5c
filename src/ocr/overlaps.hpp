// Overlaps: rows that several photographs of one statement show. Not thread-safe.
#pragma once

#include "ocr/decoder_account.hpp"

namespace zhun::ocr {

// Puts pages that show the same rows upon one another, wherever the rows stand on them (at the end
// of one and the beginning of the next, in the middle, the whole page, pages in the wrong order),
// and keeps each row once: the clearer reading. Rows that only one of the pages has are kept. Where
// the rows may as well be others that look alike, both are kept and a note says so.
// A page is held against those with which it shares a clear row only.
void join_overlaps(Account& account, const DecodeOptions& options);

}  // namespace zhun::ocr
