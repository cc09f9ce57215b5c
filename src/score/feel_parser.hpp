// The FEEL parser's state: internal to feel_parser*.cpp; feel_parser.cpp explains it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "score/feel_lexer.hpp"
#include "score/feel_node.hpp"

namespace zhun::feel {

constexpr std::size_t kContextEntriesMax = 2000;
constexpr std::size_t kIterationsMax = 32;

class Parser {
 public:
  Parser(std::string_view text, Environment& environment, const Place& place);
  [[nodiscard]] Result<NodePtr> run_expression();
  [[nodiscard]] Result<ParsedTests> run_tests();
  [[nodiscard]] Result<std::vector<TestPtr>> run_test_list();

 private:
  struct NameMatch {
    std::size_t tokens = 0;
    std::string text;
    std::shared_ptr<const Function> function;
  };

  [[nodiscard]] const Token& current() const { return tokens_[at_]; }
  [[nodiscard]] bool failed() const { return error_.has_value(); }
  void set_error(ErrorCode code, std::uint32_t offset, std::string sentence);
  NodePtr refuse(std::string sentence, ErrorCode code = ErrorCode::policy);
  bool accept(std::string_view word);
  bool expect(std::string_view word);
  NodePtr finish(NodePtr node, std::uint32_t offset);
  [[nodiscard]] bool is_keyword(std::string_view word) const;

  NodePtr parse_expression();
  NodePtr parse_if();
  NodePtr parse_loop(Loop loop);
  [[nodiscard]] bool continues_quantifier(Loop loop) const;
  NodePtr parse_or();
  NodePtr parse_and();
  NodePtr parse_comparison();
  std::optional<Operator> accept_comparison();
  NodePtr parse_sum();
  NodePtr parse_product();
  NodePtr parse_power();
  NodePtr parse_unary();
  NodePtr parse_postfix();
  NodePtr parse_filter(NodePtr list);
  NodePtr parse_primary();
  NodePtr parse_number();
  NodePtr parse_string();
  NodePtr parse_at_literal();
  NodePtr parse_parenthesis();
  NodePtr parse_list();
  NodePtr parse_endpoint();
  NodePtr parse_range_end(NodePtr start, bool start_included);
  NodePtr parse_context();

  NodePtr parse_name();
  NodePtr parse_keyword_or_unknown();
  NodePtr resolve(const std::string& name, std::uint32_t offset);
  [[nodiscard]] bool is_value_name(std::string_view name) const;
  [[nodiscard]] NameMatch match_name(std::size_t at) const;
  [[nodiscard]] std::size_t match_builtin_at(std::size_t at) const;
  [[nodiscard]] bool matches(std::size_t at, std::span<const std::string> words) const;
  std::string take_member_name();
  std::string take_new_name(std::string_view stop, std::string_view other_stop = {});
  NodePtr resolve_in(Environment& scope, const std::string& name);
  NodePtr resolve_outside(Environment& scope, const std::string& name);
  [[nodiscard]] bool is_ahead(std::string_view word) const;
  [[nodiscard]] std::string join_name(std::span<const std::string> words) const;

  bool parse_arguments(std::vector<NodePtr>& arguments, std::vector<std::string>& names);
  NodePtr parse_builtin_call(std::size_t words);
  const Builtin* arrange_named(std::string_view name, std::vector<NodePtr>& arguments,
                               std::span<const std::string> names);
  NodePtr parse_function_call(const std::shared_ptr<const Function>& function);
  NodePtr parse_value_call(NodePtr function);
  NodePtr parse_function();
  TypePtr parse_type();
  TypePtr parse_context_type();
  TypePtr parse_function_type();
  TypePtr parse_type_name();

  TestPtr parse_in_tests();
  TestPtr parse_test();
  TestPtr parse_test_list();
  TestPtr value_test(NodePtr node);
  [[nodiscard]] bool starts_operator() const;
  [[nodiscard]] static bool is_null_constant(const Node& node);
  [[nodiscard]] static bool is_reversed(const Node& start, const Node& end);

  Environment* environment_;
  const Place& place_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  bool allow_input_ = false;  // `?` has a meaning
  bool has_input_ = false;    // `?` was seen
  bool no_filter_ = false;
  bool null_test_ = false;
  std::optional<Error> error_;
};

}  // namespace zhun::feel
