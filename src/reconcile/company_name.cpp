// Typed parts of company names: tables of places, legal forms and confusable characters.
#include "reconcile/company_name.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "dossier/names.hpp"
#include "reconcile/flat_map.hpp"
#include "zhun/text.hpp"

namespace zhun::reconcile {
namespace {

constexpr std::size_t kCodePointsMax = 200;

// Provinces and cities of prefecture level (GB/T 2260), without 省, 市, 自治区.
constexpr std::u32string_view kPlaces =
    U"北京 天津 上海 重庆 河北 山西 内蒙古 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 "
    U"湖北 "
    U"湖南 广东 广西 海南 四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆 香港 澳门 台湾 "
    U"石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水 太原 大同 阳泉 长治 晋城 朔州 "
    U"晋中 "
    U"运城 忻州 临汾 吕梁 呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布 沈阳 "
    U"大连 "
    U"鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 朝阳 葫芦岛 长春 四平 辽源 通化 白山 松原 "
    U"白城 "
    U"延边 哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化 南京 无锡 "
    U"徐州 "
    U"常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 "
    U"舟山 "
    U"台州 丽水 合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城 "
    U"福州 "
    U"厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德 南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 "
    U"上饶 "
    U"济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽 莱芜 郑州 "
    U"开封 "
    U"洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店 济源 武汉 "
    U"黄石 "
    U"十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施 长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 "
    U"张家界 "
    U"益阳 郴州 永州 怀化 娄底 湘西 广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 "
    U"汕尾 "
    U"河源 阳江 清远 东莞 中山 潮州 揭阳 云浮 南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 "
    U"贺州 "
    U"河池 来宾 崇左 海口 三亚 三沙 儋州 成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 "
    U"眉山 "
    U"宜宾 广安 达州 雅安 巴中 资阳 阿坝 甘孜 凉山 贵阳 六盘水 遵义 安顺 毕节 铜仁 黔西南 黔东南 "
    U"黔南 "
    U"昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 楚雄 红河 文山 西双版纳 大理 德宏 怒江 迪庆 拉萨 "
    U"日喀则 "
    U"昌都 林芝 山南 那曲 阿里 西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛 兰州 嘉峪关 金昌 "
    U"白银 "
    U"天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南 临夏 甘南 西宁 海东 银川 石嘴山 吴忠 固原 中卫 "
    U"乌鲁木齐 "
    U"克拉玛依 吐鲁番 哈密 昌吉 博尔塔拉 巴音郭楞 阿克苏 喀什 和田 伊犁 塔城 阿勒泰 石河子 义乌 "
    U"昆山 "
    U"江阴 张家港 常熟 慈溪 余姚 诸暨 晋江 石狮 滕州 寿光 诸城 章丘 胶州 即墨 莱州 龙口 招远 中国";

// The longest first: of two that fit, the longer one counts.
struct FormName {
  std::u32string_view text;
  LegalForm kind;
};
constexpr std::array kForms = {
    FormName{U"股份有限责任公司", LegalForm::company},
    FormName{U"集团股份有限公司", LegalForm::company},
    FormName{U"(集团)有限公司", LegalForm::company},
    FormName{U"(有限合伙)", LegalForm::partnership},
    FormName{U"(普通合伙)", LegalForm::partnership},
    FormName{U"有限责任公司", LegalForm::company},
    FormName{U"股份有限公司", LegalForm::company},
    FormName{U"集团有限公司", LegalForm::company},
    FormName{U"专业合作社", LegalForm::cooperative},
    FormName{U"(个体工商户)", LegalForm::household},
    FormName{U"有限公司", LegalForm::company},
    FormName{U"股份公司", LegalForm::company},
    FormName{U"集团公司", LegalForm::company},
    FormName{U"有限合伙", LegalForm::partnership},
    FormName{U"普通合伙", LegalForm::partnership},
    FormName{U"经营部", LegalForm::household},
    FormName{U"合作社", LegalForm::cooperative},
    FormName{U"包装厂", LegalForm::household},
    FormName{U"加工厂", LegalForm::household},
    FormName{U"批发部", LegalForm::household},
    FormName{U"服务部", LegalForm::household},
    FormName{U"门市部", LegalForm::household},
    FormName{U"商店", LegalForm::household},
    FormName{U"商行", LegalForm::household},
    FormName{U"超市", LegalForm::household},
    FormName{U"公司", LegalForm::company},
    FormName{U"集团", LegalForm::company},
    FormName{U"厂", LegalForm::household},
    FormName{U"店", LegalForm::household},
    FormName{U"行", LegalForm::household},
};

// Characters that look alike in print or come out of one another in scans; the first stands for
// the set.
constexpr std::u32string_view kConfusable =
    U"未末 己已巳 日曰 大太犬 天夭 千干于 人入八 土士 车东 东乐 鑫金 泰秦 瑞端 博搏 盛盔 贸贺 贵责 "
    U"同司 "
    U"科料 机杌 品晶 鼎鼐 微徽 侯候 戊戌戍 汆氽 券卷 拆折 祟崇 治冶 荣菜 茶荼 沐沭 杨扬 陈阵 刘列 "
    U"王玉 "
    U"口囗 力刀 九丸 万方 了子 小少 木本 目自 白百 田由甲申 石右 市巿 问间 闭闲 防仿 幸辛 准淮 "
    U"凉谅 卓早 "
    U"宇字 官宫 密蜜 建健 捷婕 旺汪 昌晶 杰木 标柄 民氏 永水 洋详 浩洁 润涧 源原 祥样 福幅 禾木 "
    U"达迖 远运 "
    U"通道 铭名 锐悦 隆降 顺须 飞飛 龙尤 华毕 宝室 宏宠 安女 志忘 恒桓 惠恵 新斩 明朋 星皇 春舂 "
    U"晟晨 森林 "
    U"汇江 济齐 海悔 清请 湘相 特持 理埋 环坏 生主 电申 盈盁 真具 硕顽 禹离 美羹 翔翊 联朕 胜性 "
    U"腾滕 航舫 "
    U"艺芝 苏办 英莫 荟会 蓝监 装袋 誉眷 诚城 谊宜 豪毫 超起 轩杆 迅讯 金全 银很 长卡 雅稚 雨两 "
    U"青清 鸿鸡";

// The set's first symbol for each ideograph of the basic plane.
constexpr char32_t kIdeographBegin = 0x4E00, kIdeographEnd = 0xA000;
using Folds = std::array<char16_t, kIdeographEnd - kIdeographBegin>;

Folds make_folds() {
  Folds folds{};
  for (char32_t symbol = kIdeographBegin; symbol < kIdeographEnd; ++symbol)
    folds[symbol - kIdeographBegin] = static_cast<char16_t>(symbol);
  char32_t first = 0;
  for (const char32_t symbol : kConfusable) {
    if (symbol < kIdeographBegin || symbol >= kIdeographEnd) {
      first = 0;
      continue;
    }
    char16_t& fold = folds[symbol - kIdeographBegin];
    // A symbol that another set holds already stands for that set.
    if (first == 0)
      first = fold;
    else if (fold == symbol)
      fold = static_cast<char16_t>(first);
  }
  return folds;
}

constexpr std::size_t kPlaceSizeMax = 4;

// A place of up to four symbols of the basic plane as one number; 0: another symbol is in it.
std::uint64_t place_key(std::u32string_view text) {
  std::uint64_t key = 0;
  for (const char32_t symbol : text) {
    if (symbol >= 0x10000) return 0;
    key = key << 16 | symbol;
  }
  return key;
}

const FlatMap<std::uint8_t>& places() {
  static const FlatMap<std::uint8_t> all = [] {
    FlatMap<std::uint8_t> names;
    for (std::size_t at = 0; at < kPlaces.size();) {
      const std::size_t end = std::min(kPlaces.find(U' ', at), kPlaces.size());
      if (end > at && end - at <= kPlaceSizeMax) names[place_key(kPlaces.substr(at, end - at))] = 1;
      at = end + 1;
    }
    return names;
  }();
  return all;
}

// How many symbols at `at` are a place of the table; 0: none.
std::size_t place_size(std::u32string_view text, std::size_t at) {
  const FlatMap<std::uint8_t>& all = places();
  for (std::size_t size = std::min(kPlaceSizeMax, text.size() - at); size >= 2; --size) {
    const std::uint64_t key = place_key(text.substr(at, size));
    if (key != 0 && all.find(key) != nullptr) return size;
  }
  return 0;
}

bool ends_with(std::u32string_view text, std::u32string_view end) { return text.ends_with(end); }

// Where a branch begins behind the legal form of its company; npos: there is none.
std::size_t find_branch(std::u32string_view text) {
  static constexpr std::array<std::u32string_view, 9> kMarks = {U"分公司", U"分公同", U"财务部",
                                                                U"办事处", U"项目部", U"分店",
                                                                U"分厂",   U"营业部", U"采购部"};
  const bool has_branch =
      std::any_of(kMarks.begin(), kMarks.end(), [&](auto mark) { return ends_with(text, mark); });
  if (!has_branch) return std::u32string_view::npos;
  // Behind the first whole form that is not the branch's own.
  std::size_t best = std::u32string_view::npos;
  for (const FormName& form : kForms) {
    if (form.text.size() < 2) continue;
    const std::size_t at = text.find(form.text);
    if (at == std::u32string_view::npos || at == 0) continue;
    if (form.text == U"公司" && text[at - 1] == U'分') continue;
    const std::size_t end = at + form.text.size();
    if (end < text.size()) best = std::min(best, end);
  }
  if (best != std::u32string_view::npos) return best;
  // The form is missing: 佛山分公司 at the end, with the place in front of it.
  for (const auto mark : kMarks) {
    if (!ends_with(text, mark)) continue;
    const std::size_t at = text.size() - mark.size();
    for (std::size_t size = kPlaceSizeMax; size >= 2; --size) {
      if (at > size && place_size(text.substr(0, at), at - size) == size) return at - size;
    }
    return at;
  }
  return best;
}

std::u32string folded(std::u32string_view text) {
  std::u32string out(text);
  for (char32_t& symbol : out) symbol = folded_symbol(symbol);
  return out;
}

// Whether one symbol replaced, missing or added makes `read` of `form`.
bool is_one_off(std::u32string_view read, std::u32string_view form) {
  std::size_t front = 0, back = 0;
  const std::size_t shorter = std::min(read.size(), form.size());
  const std::size_t longer = std::max(read.size(), form.size());
  if (longer - shorter > 1) return false;
  while (front < shorter && read[front] == form[front]) ++front;
  while (back < shorter - front && read[read.size() - 1 - back] == form[form.size() - 1 - back])
    ++back;
  return front + back + 1 >= longer;
}

void set_form(std::u32string& text, std::size_t size, const FormName& form, CompanyName& name) {
  name.form = form.text;
  name.kind = form.kind;
  text.resize(text.size() - size);
  if (form.kind == LegalForm::partnership && ends_with(text, U"中心") && text.size() > 2) {
    text.resize(text.size() - 2);
    name.form.insert(0, U"中心");
  }
}

// The legal form at the end: whole, with a confused, replaced or missing symbol, or only begun.
void take_form(std::u32string& text, CompanyName& name) {
  const std::u32string like = folded(text);
  for (const FormName& form : kForms) {
    if (text.size() <= form.text.size() || !ends_with(like, folded(form.text))) continue;
    // 限公司, 有公司: a symbol of 有限公司 is missing.
    const char32_t before = text[text.size() - form.text.size() - 1];
    if (form.text == U"公司" && (before == U'限' || before == U'有' || before == U'任')) break;
    set_form(text, form.text.size(), form, name);
    return;
  }
  for (const FormName& form : kForms) {
    if (form.text.size() < 4 || form.kind == LegalForm::household) continue;
    for (const std::size_t size : {form.text.size() - 1, form.text.size(), form.text.size() + 1}) {
      if (text.size() < size + 2) continue;
      const std::u32string_view end = std::u32string_view(like).substr(like.size() - size);
      if (!is_one_off(end, folded(form.text))) continue;
      // 限公司 of 有限公司 is damaged; the first symbol of a longer name is not.
      if (size > form.text.size() && end.back() == form.text.back()) continue;
      set_form(text, size, form, name);
      name.form_cut = true;
      return;
    }
  }
  for (const FormName& form : kForms) {
    if (form.kind != LegalForm::company && form.kind != LegalForm::partnership) continue;
    for (std::size_t size = form.text.size() - 1; size >= 2; --size) {
      const std::u32string_view begun = form.text.substr(0, size);
      if (begun == U"集团" || text.size() <= size || !ends_with(text, begun)) continue;
      name.form = begun;
      name.kind = form.kind;
      name.form_cut = true;
      text.resize(text.size() - size);
      return;
    }
  }
}

bool is_unit(char32_t symbol) { return symbol == U'省' || symbol == U'市' || symbol == U'县'; }

// (济南) inside the name; at its end, where nothing of a form follows, it begins a branch.
void take_bracket(std::u32string& text, CompanyName& name) {
  const std::size_t open = text.find(U'(');
  if (open == std::u32string::npos || open == 0) return;
  const std::size_t close = text.find(U')', open);
  const std::size_t end = close == std::u32string::npos ? text.size() : close;
  const std::u32string inside = text.substr(open + 1, end - open - 1);
  const bool at_end = end + 1 >= text.size();
  if (at_end && name.kind == LegalForm::none && open >= 4) {
    if (name.branch.empty()) name.branch = inside;
    text.resize(open);
    return;
  }
  text.erase(open, (close == std::u32string::npos ? end : end + 1) - open);
  if (inside.empty() || inside.size() > kPlaceSizeMax) return;
  name.printed = text;
  name.printed.insert(open, inside);
  name.place = inside;
  if (inside.size() > 2 && is_unit(inside.back())) name.place.pop_back();
}

// 济南市, 山东省 in front; of 山东省济南市 the city, which says more.
void take_place(std::u32string& text, CompanyName& name) {
  take_bracket(text, name);
  if (!name.place.empty()) return;
  name.printed = text;
  std::size_t size = place_size(text, 0);
  if (size == 0 || text.size() < size + 2) return;
  name.place = text.substr(0, size);
  const auto skip_unit = [&] {
    if (size < text.size() && is_unit(text[size])) ++size;
  };
  skip_unit();
  const std::size_t second = place_size(text, size);
  if (second > 0 && text.size() >= size + second + 2 && is_unit(text[size - 1])) {
    name.place = text.substr(size, second);
    size += second;
    skip_unit();
  }
  text.erase(0, size);
}

}  // namespace

bool has_surname(std::string_view text) {
  static constexpr std::u32string_view kSurnames =
      U"王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏"
      U"苏吕丁"
      U"任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武"
      U"钱戴严"
      U"莫孔向常汤康易乔赖文施洪辛柯温牛樊葛邢安齐庞颜倪庄聂章鲁岳翟殷詹申欧耿关焦左柳甘祝包宁尚符"
      U"舒阮纪梅"
      U"童凌毕单季裴霍涂成苗谷曲盛冉翁蓝路游靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤时阳阎穆农司卓古吉缪"
      U"简车项连";
  const std::string normal = normalise_name(text);
  if (!is_person_name(normal)) return false;
  const std::u32string symbols = to_code_points(normal);
  return symbols.size() <= 4 && kSurnames.find(symbols.front()) != std::u32string_view::npos;
}

std::u32string to_code_points(std::string_view utf8) {
  std::u32string out;
  for (const std::string_view point : code_points(utf8)) {
    const auto byte = [&](std::size_t i) {
      return static_cast<char32_t>(static_cast<std::uint8_t>(point[i]));
    };
    switch (point.size()) {
      case 1:
        out += byte(0);
        break;
      case 2:
        out += (byte(0) & 0x1F) << 6 | (byte(1) & 0x3F);
        break;
      case 3:
        out += (byte(0) & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
        break;
      default:
        out += (byte(0) & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 |
               (byte(3) & 0x3F);
        break;
    }
  }
  return out;
}

char32_t folded_symbol(char32_t symbol) {
  static const Folds folds = make_folds();
  if (symbol < kIdeographBegin || symbol >= kIdeographEnd) return symbol;
  return folds[symbol - kIdeographBegin];
}

CompanyName parse_company_name(std::string_view text) {
  CompanyName name;
  const std::string normal = normalise_name(text);
  std::u32string rest = to_code_points(normal);
  if (rest.size() > kCodePointsMax) rest.resize(kCodePointsMax);
  // A place and two more symbols are no person: 江苏千中.
  const bool begins_with_place = rest.size() >= 4 && place_size(rest, 0) > 0;
  if (is_person_name(normal) && !begins_with_place) {
    name.core = rest;
    name.person = true;
    return name;
  }
  const std::size_t branch = find_branch(rest);
  if (branch != std::u32string::npos) {
    name.branch = rest.substr(branch);
    rest.resize(branch);
  }
  take_form(rest, name);
  take_place(rest, name);
  name.core = rest;
  return name;
}

}  // namespace zhun::reconcile
