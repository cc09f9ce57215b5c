// The words, sorted by code.
#include "present/note_words.hpp"

#include <algorithm>
#include <utility>

namespace zhun {
namespace {

constexpr std::pair<std::string_view, std::string_view> kWords[] = {
    {"amount_derived", "不含税金额未印，由价税合计与税额推算"},
    {"amount_missing", "有明细行未印金额"},
    {"amount_unreadable", "有金额无法读取，未计入核对"},
    {"balance_break", "余额与上下行不勾稽"},
    {"balance_currency", "余额的币种与账户不同，未用于核对"},
    {"balance_missing", "有的行未印余额"},
    {"balance_unreadable", "有余额无法读取"},
    {"buyer_assumed", "未印购买方，按入账单位认定"},
    {"characters_unmapped", "页面文字缺少字符映射，不能作为文本读取"},
    {"charge_positive", "信用卡账单，正数为消费"},
    {"closing_missing", "未印期末余额，无法核对"},
    {"columns_by_chain", "收支列由余额关系认定"},
    {"control_total", "所印合计与明细不符"},
    {"currency_assumed", "文件未印币种，按人民币处理"},
    {"currency_unknown", "有未识别的币种，按账户币种处理"},
    {"date_missing", "有交易未印日期，按报文日期处理"},
    {"date_moved", "有不存在的日期，按最近的有效日期处理"},
    {"date_order_assumed", "日期的年月日顺序按惯例认定"},
    {"date_requested", "未印开票日期，按申请日期处理"},
    {"date_serial", "日期为表格软件的序列号，已换算"},
    {"digits_confused", "有数字的识别存在歧义"},
    {"direction_by_balance", "收付方向由余额推定"},
    {"direction_by_layout", "收付方向按该格式的惯例认定"},
    {"direction_by_text", "收付方向由摘要认定"},
    {"direction_undecided", "收付方向无法判定，按不计收支处理"},
    {"direction_unknown", "有未识别的收付标志，按不计收支处理"},
    {"duplicate_invoice", "发票重复出现，只计一次"},
    {"entry_repeats", "压缩包内有内容相同的文件，只读一次"},
    {"entry_skipped", "压缩包内有文件未读取"},
    {"field_differs", "同一项目在文件的两处不一致"},
    {"file_cut", "文件不完整，可能被截断"},
    {"guessed_column", "列名不常见，按内容认定"},
    {"header_missing", "表格没有表头，各列按内容认定"},
    {"identifier_invalid", "证件号码或税号的校验位不符"},
    {"identifier_old", "旧证号，无校验位"},
    {"lines_merged", "一张发票有多行，已合并"},
    {"long_row", "有的行比表头多列"},
    {"needs_ocr", "有页面没有可读文字，需要图像识别"},
    {"needs_review", "有的行需要人工复核"},
    {"negative_amount", "金额带负号，收付方向相反处理"},
    {"negative_outflows", "支出金额全部带负号，无余额可判断是支出还是冲回"},
    {"newest_first", "原文件由新到旧，已改为由旧到新"},
    {"no_lines", "发票没有明细行，无法核对合计"},
    {"no_rows", "文件中没有交易行"},
    {"not_booked", "有未入账的交易，不计入期末余额"},
    {"number_unusual", "发票号码的位数不常见"},
    {"opening_derived", "未印期初余额，由首行余额倒推"},
    {"opening_missing", "未印期初余额，无法核对"},
    {"order_mixed", "行的时间顺序混杂"},
    {"overlap_joined", "相邻页面有重叠的行，已合并"},
    {"page_missing", "对账单缺页"},
    {"page_skipped", "有页面未读取"},
    {"page_total", "页面小计与明细不符"},
    {"pages_skipped", "有页面未读取"},
    {"part_missing", "文件缺少一个组成部分"},
    {"part_repeated", "文件的一个组成部分重复出现"},
    {"part_unreadable", "文件的一个组成部分无法读取"},
    {"party_missing", "未印购买方或销售方"},
    {"period_overlap", "所属期互相重叠，均予保留"},
    {"period_repeated", "同一所属期重复申报，以后一次为准"},
    {"quote_unclosed", "有引号未闭合，按行结束处理"},
    {"rate_mismatch", "税额与税率不符"},
    {"red_sign", "红字标志与金额符号不一致，按红字处理"},
    {"request_refused", "银行报文说明查询未成功"},
    {"row_continued", "有的行没有日期和金额，只含文字，已略过"},
    {"row_crossed_out", "有的行被划掉，未计入"},
    {"row_incomplete", "有交易的内容不完整"},
    {"row_realigned", "有未加引号的分隔符，其后各列已按内容对齐"},
    {"row_skipped", "有交易无法读取，未计入"},
    {"rows_missing", "工作表的行数少于其自述"},
    {"several_accounts", "文件含多个账户，已分开"},
    {"several_currencies", "文件含多个币种，只合计本账户币种"},
    {"sheet_ignored", "有工作表不是流水，未读取"},
    {"sheet_repeats", "有工作表与前面的相同"},
    {"short_row", "有的行比表头少列"},
    {"side_unproved", "购销双方均非申请人，按所述方向处理"},
    {"status_unknown", "有未识别的发票状态，按正常处理"},
    {"table_resumed", "表格在合计或分页之后继续"},
    {"tags_skipped", "版式标记有无法使用的部分"},
    {"tax_derived", "税额未印，由价税合计推算"},
    {"text_after_table", "表格之后有未识别的文字"},
    {"time_unreadable", "有时间无法读取，只用日期"},
    {"total_mismatch", "价税合计不等于金额加税额"},
    {"total_missing", "未印合计，无法核对"},
    {"total_unreadable", "所印合计无法读取"},
    {"unknown_column", "有一列未识别，未使用"},
    {"unknown_member", "有未识别的数据项，未使用"},
    {"words_unreadable", "大写金额无法读取"},
    {"year_inferred", "日期未印年份，由账期推定"},
};
static_assert(std::is_sorted(std::begin(kWords), std::end(kWords)));

}  // namespace

std::string_view note_words(std::string_view code) {
  const auto* found = std::lower_bound(
      std::begin(kWords), std::end(kWords), code,
      [](const auto& entry, std::string_view wanted) { return entry.first < wanted; });
  return found != std::end(kWords) && found->first == code ? found->second : std::string_view{};
}

}  // namespace zhun
