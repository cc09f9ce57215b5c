# Invented names. Every company carries 示例 or 样例 ("example", "sample") so that nobody can take it
# for a real one; people have rare given names.
from .basics import card_number, uscc

RARE = [
    "砾岚",
    "璟棠",
    "煜荇",
    "岫澜",
    "翊珩",
    "昉禾",
    "沅芷",
    "珩屿",
    "筱砚",
    "霁川",
    "栩峤",
    "泠溪",
    "衍柘",
    "峣石",
    "湛垚",
    "芃野",
    "郢榆",
    "邠筑",
    "铄桁",
    "鋆砥",
    "骐砚",
    "麓垣",
    "漱石",
    "晗墨",
    "朔砺",
    "旸谷",
    "湉澄",
    "柘皋",
    "桤木",
    "榛岭",
    "槭原",
    "沚汀",
    "浔樾",
    "淙岩",
    "璘彬",
    "瓴甋",
    "皓苍",
    "砺锋",
    "秾华",
    "穗丰",
    "箐林",
    "纾禾",
    "翀远",
    "菁陌",
    "葳蕤",
    "蕴璞",
    "蘅皋",
    "觅渡",
]
PLACES = ["济南", "淄博", "泰安", "德州", "聊城", "滨州", "章丘", "济阳", "莱芜", "东营"]
DIVISIONS = {
    "济南": "370102",
    "淄博": "370302",
    "泰安": "370902",
    "德州": "371402",
    "聊城": "371502",
    "滨州": "371602",
    "章丘": "370114",
    "济阳": "370115",
    "莱芜": "370116",
    "东营": "370502",
}
SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛"
)
GIVEN = [
    "岫云",
    "芃芃",
    "砚秋",
    "知远",
    "予安",
    "沐辰",
    "听澜",
    "见微",
    "若水",
    "明德",
    "秉文",
    "怀瑾",
    "书禾",
    "星野",
    "向晚",
    "清和",
    "景行",
    "思齐",
    "望舒",
    "延年",
    "柏舟",
    "采薇",
    "既白",
    "南乔",
    "疏桐",
    "时雨",
    "惟宁",
    "锦程",
    "照野",
    "栖迟",
    "长庚",
    "扶摇",
    "令仪",
    "静姝",
    "嘉树",
    "瑾瑜",
    "子衿",
    "北辰",
    "闻笛",
    "行舟",
]
BANKS = [
    "示例银行济南历下支行",
    "示例银行济南天桥支行",
    "样例银行淄博分行",
    "样例农商银行章丘支行",
    "示例城市银行泰安支行",
    "样例银行德州分行",
    "示例银行聊城支行",
    "样例商业银行滨州支行",
]


class People:
    """Hands out names, tax numbers and account numbers; never the same twice."""

    def __init__(self, rng, first_serial, reserved=()):
        self.rng = rng
        self.serial = first_serial
        self.used = set(reserved)

    def person(self):
        while True:
            name = self.rng.pick(SURNAMES) + self.rng.pick(GIVEN)
            if name not in self.used:
                self.used.add(name)
                return {
                    "name": name,
                    "account": card_number(self.rng),
                    "bank": self.rng.pick(BANKS),
                    "tax_no": "",
                }

    def company(self, trades):
        while True:
            place, rare = self.rng.pick(PLACES), self.rng.pick(RARE)
            if rare not in self.used:
                self.used.add(rare)
                break
        mark = self.rng.pick(["示例", "样例"])
        self.serial += 1
        return {
            "name": f"{place}{rare}{mark}{self.rng.pick(trades)}有限公司",
            "tax_no": uscc(self.serial, DIVISIONS[place]),
            "account": "37" + self.rng.digits(14),
            "bank": self.rng.pick(BANKS),
        }


def fixed(name, account="", bank="", tax_no=""):
    return {"name": name, "account": account, "bank": bank, "tax_no": tax_no}
