// The seal of an assessment: digests of what went in and came out, in JSON of only one form.
//
// The last members are digests over every byte before them. A seal is read by parsing it and
// writing it again: what is not the same bytes was not written here.
#include <algorithm>

#include "base/digest.hpp"
#include "base/json.hpp"
#include "zhun/audit.hpp"

namespace zhun {

namespace {

constexpr std::string_view kSchema = "zhun.seal/1";

// Without its end, which the digests are over.
std::string body_of(const Seal& seal) {
  json::Writer w(true);
  w.begin_object();
  w.member("schema", kSchema);
  w.member("application_no", seal.application_no);
  w.member("as_of", seal.as_of);
  w.member("engine_version", seal.engine_version);
  w.member("policy_id", seal.policy_id);
  w.member("input_digest", seal.input_digest);
  if (!seal.answers_sha256.empty()) w.member("answers_sha256", seal.answers_sha256);
  w.key("sources");
  w.begin_array();
  for (const SealedSource& source : seal.sources) {
    w.begin_object();
    w.member("id", source.id);
    w.member("sha256", source.sha256);
    w.member("used", source.used);
    w.member("consent_id", source.consent_id);
    w.end_object();
  }
  w.end_array();
  w.key("outputs");
  w.begin_array();
  for (const SealedOutput& output : seal.outputs) {
    w.begin_object();
    w.member("name", output.name);
    w.member("bytes", static_cast<std::int64_t>(output.bytes));
    w.member("sha256", output.sha256);
    w.member("sm3", output.sm3);
    w.end_object();
  }
  w.end_array();
  return w.take();
}

std::string text_of(const Seal& seal) {
  std::string text = body_of(seal);
  text += ",\n \"sha256\": \"" + seal.sha256 + "\",\n \"sm3\": \"" + seal.sm3 + "\"";
  if (!seal.hmac_sm3.empty()) text += ",\n \"hmac_sm3\": \"" + seal.hmac_sm3 + "\"";
  return text + "\n}\n";
}

void close(Seal& seal, std::string_view key) {
  const std::string body = body_of(seal);
  seal.sha256 = sha256_hex(body);
  seal.sm3 = sm3_hex(body);
  seal.hmac_sm3 = key.empty() ? std::string() : hmac_sm3_hex(key, body);
}

tl::unexpected<Error> changed(std::string_view source, std::string_view field, std::string what) {
  return fail(ErrorCode::format, Place{std::string(source), 0, 0, 0, std::string(field)},
              std::move(what));
}

Result<std::vector<SealedSource>> sources_in(const json::Value* list, std::string_view name) {
  std::vector<SealedSource> out;
  if (list == nullptr) return out;
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    json::Reader r(list->items[i], "/sources/" + std::to_string(i), std::string(name));
    SealedSource source;
    source.id = r.required_string("id");
    source.sha256 = r.string("sha256");
    source.used = r.boolean("used").value_or(false);
    source.consent_id = r.string("consent_id");
    if (r.error()) return tl::unexpected(*r.error());
    out.push_back(std::move(source));
  }
  return out;
}

Result<std::vector<SealedOutput>> outputs_in(const json::Value* list, std::string_view name) {
  std::vector<SealedOutput> out;
  if (list == nullptr) return out;
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    json::Reader r(list->items[i], "/outputs/" + std::to_string(i), std::string(name));
    SealedOutput output;
    output.name = r.required_string("name");
    output.bytes = static_cast<std::uint64_t>(r.integer("bytes").value_or(0));
    output.sha256 = r.required_string("sha256");
    output.sm3 = r.required_string("sm3");
    if (r.error()) return tl::unexpected(*r.error());
    out.push_back(std::move(output));
  }
  return out;
}

Result<Seal> fields_of(const json::Value& document, std::string_view name) {
  json::Reader r(document, "", std::string(name));
  if (r.required_string("schema") != kSchema && !r.error())
    r.set_error("schema", "this is no seal that this version of zhun can read");
  Seal seal;
  seal.application_no = r.string("application_no");
  seal.as_of = r.string("as_of");
  seal.engine_version = r.string("engine_version");
  seal.policy_id = r.string("policy_id");
  seal.input_digest = r.string("input_digest");
  seal.answers_sha256 = r.string("answers_sha256");
  seal.sha256 = r.required_string("sha256");
  seal.sm3 = r.required_string("sm3");
  seal.hmac_sm3 = r.string("hmac_sm3");
  auto sources = sources_in(r.array("sources"), name);
  auto outputs = outputs_in(r.array("outputs"), name);
  if (r.error()) return tl::unexpected(*r.error());
  if (!sources) return tl::unexpected(sources.error());
  if (!outputs) return tl::unexpected(outputs.error());
  seal.sources = std::move(*sources);
  seal.outputs = std::move(*outputs);
  return seal;
}

}  // namespace

std::string render_seal_json(const Assessment& assessment, std::span<const Output> outputs,
                             std::string_view key) {
  Seal seal;
  seal.application_no = assessment.dossier->application.number;
  seal.as_of = to_string(assessment.dossier->as_of);
  seal.engine_version = assessment.engine_version;
  seal.policy_id = assessment.policy_id;
  seal.input_digest = assessment.input_digest;
  if (assessment.answers) seal.answers_sha256 = assessment.answers->sha256;
  for (const Source& source : assessment.dossier->sources)
    seal.sources.push_back({source.id, source.sha256, source.authorised, source.consent_id});
  std::sort(seal.sources.begin(), seal.sources.end(),
            [](const SealedSource& a, const SealedSource& b) { return a.id < b.id; });
  for (const Output& output : outputs)
    seal.outputs.push_back({std::string(output.name), output.bytes.size(), sha256_hex(output.bytes),
                            sm3_hex(output.bytes)});
  std::sort(seal.outputs.begin(), seal.outputs.end(),
            [](const SealedOutput& a, const SealedOutput& b) { return a.name < b.name; });
  close(seal, key);
  return text_of(seal);
}

Result<Seal> read_seal(std::string_view json, std::string_view source_name, std::string_view key) {
  const auto document = json::parse(json, source_name, Limits{});
  if (!document) return tl::unexpected(document.error());
  auto seal = fields_of(*document, source_name);
  if (!seal) return seal;
  if (!key.empty() && seal->hmac_sm3.empty()) {
    return fail(ErrorCode::invalid_argument, Place{std::string(source_name), 0, 0, 0, "hmac_sm3"},
                "this seal was made without a key: verify it without one");
  }
  if (text_of(*seal) != json)
    return changed(source_name, "", "the seal is not written as zhun writes it: it was changed");
  Seal again = *seal;
  close(again, key);
  if (!equal_digests(again.sha256, seal->sha256))
    return changed(source_name, "sha256", "the seal was changed: its own digest does not fit");
  if (!equal_digests(again.sm3, seal->sm3))
    return changed(source_name, "sm3", "the seal was changed: its own digest does not fit");
  if (!key.empty() && !equal_digests(again.hmac_sm3, seal->hmac_sm3))
    return changed(source_name, "hmac_sm3", "the seal was changed, or made with another key");
  return seal;
}

Result<void> verify_outputs(const Seal& seal, std::span<const Output> outputs) {
  for (const SealedOutput& sealed : seal.outputs) {
    const auto found = std::find_if(outputs.begin(), outputs.end(), [&](const Output& output) {
      return output.name == sealed.name;
    });
    if (found == outputs.end())
      return changed(sealed.name, "", "this output is sealed and missing");
    if (found->bytes.size() != sealed.bytes ||
        !equal_digests(sha256_hex(found->bytes), sealed.sha256) ||
        !equal_digests(sm3_hex(found->bytes), sealed.sm3))
      return changed(sealed.name, "", "this output is not as it was sealed");
  }
  for (const Output& output : outputs) {
    const bool known =
        std::any_of(seal.outputs.begin(), seal.outputs.end(),
                    [&](const SealedOutput& sealed) { return sealed.name == output.name; });
    if (!known) return changed(output.name, "", "the seal does not know this output");
  }
  return {};
}

Result<void> verify_rerun(const Seal& seal, const Seal& again) {
  if (seal.engine_version != again.engine_version)
    return changed("", "engine_version", "the seal was made by another version of zhun");
  if (seal.policy_id != again.policy_id)
    return changed("", "policy_id", "the seal was made with another policy");
  for (std::size_t i = 0; i < std::max(seal.sources.size(), again.sources.size()); ++i) {
    const bool both = i < seal.sources.size() && i < again.sources.size();
    const std::string& id = i < seal.sources.size() ? seal.sources[i].id : again.sources[i].id;
    if (!both || seal.sources[i].id != again.sources[i].id)
      return changed("", "sources/" + id, "the dossier has other sources than the sealed one");
    if (seal.sources[i].sha256 != again.sources[i].sha256)
      return changed("", "sources/" + id, "this source is not the one that was assessed");
    if (seal.sources[i].used != again.sources[i].used ||
        seal.sources[i].consent_id != again.sources[i].consent_id)
      return changed("", "sources/" + id, "another consent decides on this source");
  }
  if (seal.input_digest != again.input_digest)
    return changed("", "input_digest", "dossier.json is not the one that was assessed");
  if (seal.answers_sha256 != again.answers_sha256)
    return changed("", "answers_sha256", "the answers are not those that were assessed");
  for (const SealedOutput& output : seal.outputs) {
    const auto found =
        std::find_if(again.outputs.begin(), again.outputs.end(),
                     [&](const SealedOutput& other) { return other.name == output.name; });
    if (found != again.outputs.end() && found->sha256 != output.sha256)
      return changed(output.name, "", "the same dossier gives another output now");
  }
  return {};
}

}  // namespace zhun
