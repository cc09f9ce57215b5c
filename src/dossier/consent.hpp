// The consent gate for one source, before its contents are looked at.
#pragma once

#include "zhun/dossier.hpp"

namespace zhun {

// Sets authorised, consent_id and refusal of `source` by the consents of `dossier`. `record`: what
// a source of government data holds, which alone tells the consents that it needs; without it such
// a source passes until it is read.
void authorise(const Dossier& dossier, Source& source, const GovernmentRecord* record);

}  // namespace zhun
