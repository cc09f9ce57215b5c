// PP-OCRv6 recognition run by OpenVINO: one line of text -> CTC posteriors over its dictionary.
#pragma once

#include <memory>
#include <string>

#include "ocr/plugin/engine_table.hpp"

namespace zhun::ocr {

// `data_path`: the model file or the folder it lies in; empty: beside the plugin, else where it lay
// when the plugin was built. ErrorCode::unsupported when it cannot be read, or reads a line of its
// own wrong on this machine.
[[nodiscard]] Result<std::unique_ptr<PluginEngine>> open_ppocr(const std::string& data_path);

}  // namespace zhun::ocr
