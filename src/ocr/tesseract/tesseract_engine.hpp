// Tesseract's LSTM line recognition: numbers by its English model, text by its Chinese one.
#pragma once

#include <memory>
#include <string>

#include "ocr/plugin/engine_table.hpp"

namespace zhun::ocr {

// `data_path`: the folder of eng.traineddata and chi_sim.traineddata; empty: Tesseract's own.
// ErrorCode::unsupported when a model is missing or has no LSTM network.
[[nodiscard]] Result<std::unique_ptr<PluginEngine>> open_tesseract(const std::string& data_path);

}  // namespace zhun::ocr
