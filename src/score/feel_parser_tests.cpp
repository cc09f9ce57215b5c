// The FEEL parser: unary tests, the cells of a decision table and what stands right of `in`.
#include <algorithm>
#include <array>

#include "score/feel_parser.hpp"

namespace zhun::feel {

// Right of `in`: one test, or several in parentheses.
TestPtr Parser::parse_in_tests() {
  if (!current().is("(")) return parse_test();
  ++at_;
  std::vector<TestPtr> tests;
  if (!starts_operator()) {
    // An expression, a range that is open below, or the first of several.
    NodePtr node = parse_expression();
    if (failed()) return nullptr;
    if (current().is("..")) return value_test(parse_range_end(std::move(node), false));
    null_test_ = null_test_ || is_null_constant(*node);
    tests.push_back(value_test(std::move(node)));
  } else {
    tests.push_back(parse_test());
  }
  while (accept(",")) tests.push_back(parse_test());
  if (!expect(")")) return nullptr;
  if (tests.size() == 1) return std::move(tests[0]);
  return make_any_test(std::move(tests));
}

bool Parser::starts_operator() const {
  static constexpr std::array<std::string_view, 6> kSigns{"<", "<=", ">", ">=", "=", "!="};
  return std::any_of(kSigns.begin(), kSigns.end(), [&](auto sign) { return current().is(sign); });
}

TestPtr Parser::value_test(NodePtr node) {
  if (failed() || node == nullptr) return nullptr;
  const std::uint32_t offset = node->offset;
  TestPtr test = make_value_test(std::move(node));
  test->offset = offset;
  return test;
}

// One test: an operator with its end, a range, or a value or condition.
TestPtr Parser::parse_test() {
  if (failed()) return nullptr;
  const std::uint32_t offset = current().offset;
  TestPtr test;
  if (const auto op = accept_comparison()) {
    NodePtr end = parse_sum();
    if (failed()) return nullptr;
    null_test_ = null_test_ || is_null_constant(*end);
    test = make_comparison_test(*op, std::move(end));
  } else {
    const bool outer_input = has_input_;
    has_input_ = false;
    NodePtr node = parse_expression();
    const bool condition = has_input_;
    has_input_ = outer_input || condition;
    if (failed()) return nullptr;
    if (condition) {
      test = make_condition_test(std::move(node));
    } else {
      null_test_ = null_test_ || is_null_constant(*node);
      test = value_test(std::move(node));
    }
  }
  test->offset = offset + 1;
  if (test->height > environment_->limits->expression_depth_max) {
    refuse("the expression is nested more deeply than the limit", ErrorCode::limit);
  }
  return test;
}

TestPtr Parser::parse_test_list() {
  std::vector<TestPtr> tests;
  do {
    tests.push_back(parse_test());
    if (failed()) return nullptr;
  } while (accept(","));
  if (tests.size() == 1) return std::move(tests[0]);
  return make_any_test(std::move(tests));
}

Result<ParsedTests> Parser::run_tests() {
  allow_input_ = true;
  ParsedTests parsed;
  if (failed()) return tl::unexpected(*error_);
  if (current().kind == TokenKind::end ||
      (current().is("-") && tokens_[1].kind == TokenKind::end)) {
    return parsed;
  }
  if (current().is("not") && tokens_[1].is("(")) {
    const std::size_t locals_size = environment_->locals.size();
    const std::uint32_t next = environment_->locals_next;
    at_ = 2;
    TestPtr inner = parse_test_list();
    if (accept(")") && current().kind == TokenKind::end) {
      parsed.test = make_not_test(std::move(inner));
      parsed.null_test = null_test_;
      return parsed;
    }
    at_ = 0;  // not(...) is the beginning of a longer expression
    if (error_ && error_->code == ErrorCode::limit) return tl::unexpected(*error_);
    error_.reset();
    environment_->pop_to(locals_size, next);
    null_test_ = has_input_ = false;
    depth_ = 0;
  }
  parsed.test = parse_test_list();
  if (!failed() && current().kind != TokenKind::end) refuse("the tests should end here");
  if (failed()) return tl::unexpected(*error_);
  parsed.null_test = null_test_;
  return parsed;
}

Result<std::vector<TestPtr>> Parser::run_test_list() {
  allow_input_ = true;
  std::vector<TestPtr> tests;
  do {
    tests.push_back(parse_test());
  } while (accept(","));
  if (!failed() && current().kind != TokenKind::end) refuse("the list of values should end here");
  if (failed()) return tl::unexpected(*error_);
  return tests;
}

}  // namespace zhun::feel
