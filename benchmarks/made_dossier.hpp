// A dossier made from a seed: as large as one asks, the same every time, with the texture of a
// trading company's account (customers, suppliers, wages, tax, utilities, quarterly interest).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "zhun/dossier.hpp"

namespace zhun::benchmarks {

struct MadeDossier {
  std::string description;  // dossier.json
  struct File {
    std::string name, bytes;
  };
  std::vector<File> files;
  [[nodiscard]] std::vector<SourceFile> sources() const;
};

struct DossierSize {
  std::size_t rows = 2'000;
  std::size_t invoices = 500;
  std::uint64_t seed = 20261124;
};

MadeDossier make_dossier(const DossierSize& size);

}  // namespace zhun::benchmarks
