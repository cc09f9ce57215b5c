// A fitted scorecard as PMML 4.4.
//
// Reason codes are the variables' names; the baseline is the best a characteristic can give, so
// that a code says where points were lost. A missing value or a category that the fit never saw
// gets the points of a column that says nothing.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "score/coded_table.hpp"
#include "score/pmml_write.hpp"

namespace zhun {

namespace {

using pmml::make_element;
using xml::Element;

std::string points_text(double points, int decimals) {
  return decimals == 0 ? fmt::format("{:.0f}", points == 0 ? 0 : points)
                       : fmt::format("{:.{}f}", points == 0 ? 0 : points, decimals);
}

Element comparison(const std::string& field, const char* name, double value) {
  return make_element("SimplePredicate",
                      {{"field", field}, {"operator", name}, {"value", number_label(value)}});
}

// An item of an array: quoted, with its own quotes escaped.
std::string array_item(const std::string& text) {
  std::string item = "\"";
  for (const char c : text) {
    if (c == '"') item += '\\';
    item += c;
  }
  return item + "\"";
}

Element predicate_of(const ScoreVariable& variable, const ScoreBin& bin) {
  if (bin.missing)
    return make_element("SimplePredicate", {{"field", variable.name}, {"operator", "isMissing"}});
  if (!variable.numeric) {
    Element set =
        make_element("SimpleSetPredicate", {{"field", variable.name}, {"booleanOperator", "isIn"}});
    Element array =
        make_element("Array", {{"n", std::to_string(bin.categories.size())}, {"type", "string"}});
    for (const auto& text : bin.categories)
      array.text += (array.text.empty() ? "" : " ") + array_item(text);
    set.children.push_back(std::move(array));
    return set;
  }
  const bool low = std::isfinite(*bin.low);
  const bool high = std::isfinite(*bin.high);
  if (!low && !high)
    return make_element("SimplePredicate",
                        {{"field", variable.name}, {"operator", "isNotMissing"}});
  if (!low) return comparison(variable.name, "lessThan", *bin.high);
  if (!high) return comparison(variable.name, "greaterOrEqual", *bin.low);
  Element both = make_element("CompoundPredicate", {{"booleanOperator", "and"}});
  both.children.push_back(comparison(variable.name, "greaterOrEqual", *bin.low));
  both.children.push_back(comparison(variable.name, "lessThan", *bin.high));
  return both;
}

Element attribute_of(const std::string& points, Element predicate) {
  Element attribute = make_element("Attribute", {{"partialScore", points}});
  attribute.children.push_back(std::move(predicate));
  return attribute;
}

Element characteristic_of(const ScoreVariable& variable, int decimals) {
  double best = 0;
  bool knows_missing = false;
  for (std::size_t b = 0; b < variable.bins.size(); ++b) {
    best = b == 0 ? variable.bins[b].points : std::max(best, variable.bins[b].points);
    knows_missing = knows_missing || variable.bins[b].missing;
  }
  Element element =
      make_element("Characteristic", {{"name", variable.name},
                                      {"reasonCode", variable.name},
                                      {"baselineScore", points_text(best, decimals)}});
  if (!knows_missing) {
    Element missing =
        make_element("SimplePredicate", {{"field", variable.name}, {"operator", "isMissing"}});
    element.children.push_back(attribute_of(points_text(0, decimals), std::move(missing)));
  }
  for (const auto& bin : variable.bins)
    element.children.push_back(
        attribute_of(points_text(bin.points, decimals), predicate_of(variable, bin)));
  element.children.push_back(attribute_of(points_text(0, decimals), make_element("True")));
  return element;
}

Element field_of(const ScoreVariable& variable) {
  return make_element("DataField", {{"name", variable.name},
                                    {"optype", variable.numeric ? "continuous" : "categorical"},
                                    {"dataType", variable.numeric ? "double" : "string"}});
}

Element constant_of(double number) {
  Element constant = make_element("Constant", {{"dataType", "double"}});
  constant.text = number_label(number);
  return constant;
}

Element apply(const char* function, Element a, Element b) {
  Element element = make_element("Apply", {{"function", function}});
  element.children.push_back(std::move(a));
  element.children.push_back(std::move(b));
  return element;
}

// 1 / (1 + e^((score - offset) / factor))
Element probability_output(const ScorecardFit& fit) {
  Element output = make_element("OutputField", {{"name", "probability_of_bad"},
                                                {"feature", "transformedValue"},
                                                {"optype", "continuous"},
                                                {"dataType", "double"}});
  Element score = make_element("FieldRef", {{"field", "score"}});
  Element exponent =
      apply("/", apply("-", std::move(score), constant_of(fit.offset)), constant_of(fit.factor));
  Element raised = make_element("Apply", {{"function", "exp"}});
  raised.children.push_back(std::move(exponent));
  output.children.push_back(
      apply("/", constant_of(1), apply("+", constant_of(1), std::move(raised))));
  return output;
}

Element outputs_of(const ScorecardFit& fit, std::size_t characteristics) {
  Element output = make_element("Output");
  output.children.push_back(make_element("OutputField", {{"name", "score"},
                                                         {"feature", "predictedValue"},
                                                         {"optype", "continuous"},
                                                         {"dataType", "double"}}));
  output.children.push_back(probability_output(fit));
  for (std::size_t rank = 1; rank <= std::min<std::size_t>(4, characteristics); ++rank)
    output.children.push_back(make_element("OutputField", {{"name", fmt::format("reason_{}", rank)},
                                                           {"feature", "reasonCode"},
                                                           {"rank", std::to_string(rank)},
                                                           {"optype", "categorical"},
                                                           {"dataType", "string"}}));
  return output;
}

}  // namespace

std::string render_scorecard_pmml(const ScorecardFit& fit) {
  Element root = make_element("PMML");
  Element header = make_element(
      "Header",
      {{"description",
        fmt::format("Scorecard fitted by zhun: {} points where good cases outnumber bad ones {} to "
                    "1, {} points double the odds",
                    fit.base, fit.odds, fit.pdo)}});
  header.children.push_back(make_element("Application", {{"name", "zhun"}}));
  Element dictionary = make_element("DataDictionary");
  Element schema = make_element("MiningSchema");
  Element list = make_element("Characteristics");
  for (const auto& variable : fit.variables) {
    if (!variable.used) continue;
    dictionary.children.push_back(field_of(variable));
    // What is no number counts as missing: never refused, never guessed.
    schema.children.push_back(make_element(
        "MiningField", {{"name", variable.name}, {"invalidValueTreatment", "asMissing"}}));
    list.children.push_back(characteristic_of(variable, fit.decimals));
  }
  const std::size_t used = list.children.size();
  dictionary.attributes.emplace_back("numberOfFields", std::to_string(used));
  Element card =
      make_element("Scorecard", {{"modelName", "zhun-scorecard"},
                                 {"functionName", "regression"},
                                 {"algorithmName", "logistic regression on weights of evidence"},
                                 {"initialScore", points_text(fit.base_points, fit.decimals)},
                                 {"useReasonCodes", "true"},
                                 {"reasonCodeAlgorithm", "pointsBelow"},
                                 {"baselineMethod", "max"}});
  card.children.push_back(std::move(schema));
  card.children.push_back(outputs_of(fit, used));
  card.children.push_back(std::move(list));
  root.children.push_back(std::move(header));
  root.children.push_back(std::move(dictionary));
  root.children.push_back(std::move(card));
  return pmml::write_document(root);
}

}  // namespace zhun
