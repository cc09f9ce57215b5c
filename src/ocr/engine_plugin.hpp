// A table of C functions (zhun.h) as an OcrEngine: what it hands over is checked before it is used.
#pragma once

#include <memory>
#include <string>

#include "zhun/ocr.hpp"

namespace zhun::ocr {

// A shared object that stays in memory: engines start threads and keep state that outlives a close.
class SharedObject {
 public:
  [[nodiscard]] static Result<SharedObject> open(const std::string& path);
  // NULL: it exports no such name.
  [[nodiscard]] void* find(const char* symbol) const;

 private:
  explicit SharedObject(void* handle) : handle_(handle) {}
  void* handle_;
};

}  // namespace zhun::ocr
