// The C interface: calls in any order, a byte each, with handles that may be missing; what was not
// made is refused and what was made is freed.
#include <array>

#include "dossier/sample_dossier.hpp"
#include "fuzz.hpp"
#include "zhun.h"

namespace {

struct Session {
  zhun_dossier* dossier = nullptr;
  zhun_assessment* assessment = nullptr;
  zhun_buffer buffer = ZHUN_BUFFER_INIT;
  zhun_error error = ZHUN_ERROR_INIT;
  ~Session() {
    zhun_buffer_free(&buffer);
    zhun_assessment_free(assessment);
    zhun_dossier_free(dossier);
  }
};

const zhun_policy* policy() {
  static zhun_policy* made = [] {
    zhun_policy* out = nullptr;
    zhun::fuzz::expect(zhun_policy_default(&out, nullptr) == ZHUN_OK);
    return out;
  }();
  return made;
}

zhun_status call(Session& s, std::uint8_t code, std::string_view rest) {
  const std::string_view sample = zhun::test::kSampleDossier;
  static constexpr std::array<const char*, 4> kNames = {"dossier.json", "a.csv", "", "b.json"};
  const char* name = kNames[(code >> 4) % kNames.size()];
  switch (code % 13) {
    case 0:
      zhun_dossier_free(s.dossier);
      s.dossier = nullptr;
      return zhun_dossier_create(&s.dossier, &s.error);
    case 1:
      return zhun_dossier_add(s.dossier, "dossier.json", sample.data(), sample.size(), &s.error);
    case 2:
      return zhun_dossier_add(s.dossier, name, rest.data(), rest.size(), &s.error);
    case 3:
      return zhun_dossier_set_password(s.dossier, name, rest.data(), rest.size(), &s.error);
    case 4: {
      const char* wanted = nullptr;
      return zhun_dossier_next_file(s.dossier, &wanted, &s.error);
    }
    case 5:
      zhun_assessment_free(s.assessment);
      s.assessment = nullptr;
      return zhun_dossier_run(s.dossier, policy(), nullptr, &s.assessment, &s.error);
    case 6:
      zhun_buffer_free(&s.buffer);
      return zhun_assessment_json(s.assessment, &s.buffer, &s.error);
    case 7:
      zhun_buffer_free(&s.buffer);
      return zhun_assessment_render(s.assessment, (code & 16) != 0 ? "text/html" : "text/odd",
                                    &s.buffer, &s.error);
    case 8:
      zhun_buffer_free(&s.buffer);
      return zhun_parse("application/json", "input", rest.data(), rest.size(), &s.buffer, &s.error);
    case 9:
      zhun_buffer_free(&s.buffer);
      return ZHUN_OK;
    case 10:
      zhun_dossier_free(s.dossier);
      s.dossier = nullptr;
      return ZHUN_OK;
    case 11:
      zhun_assessment_free(s.assessment);
      s.assessment = nullptr;
      return ZHUN_OK;
    default:
      return zhun_dossier_run(s.dossier, nullptr, nullptr, &s.assessment, &s.error);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Session session;
  for (std::size_t i = 0; i < size && i < 24; ++i) {
    const zhun_status status = call(session, data[i], zhun::fuzz::text_of(data + i, size - i));
    zhun::fuzz::expect(status != ZHUN_EINTERNAL);
  }
  return 0;
}
