# Bills of the two wallets and of a personal bank card in their exports' layouts: WeChat CSV
# (UTF-8 with byte order mark), Alipay CSV of 2023 (GB18030), ICBC-like debit card CSV. Newest
# row first, as exported.
from .basics import csv_line, yuan

FRONT = [
    "小满",
    "阿茶",
    "听雨",
    "南山",
    "橙子",
    "木槿",
    "云朵",
    "麦田",
    "暖阳",
    "青柠",
    "山月",
    "北岛",
    "可乐",
    "初夏",
    "海盐",
    "拾光",
    "安然",
    "豆豆",
    "向阳",
    "白鹭",
    "糯米",
    "老街",
    "半夏",
    "蓝莓",
    "清风",
    "星河",
    "鹿鸣",
    "松果",
    "晴天",
    "一禾",
]
BACK = [
    "不吃糖",
    "爱吃瓜",
    "的厨房",
    "妈妈",
    "在路上",
    "同学",
    "慢生活",
    "先生",
    "小姐姐",
    "",
    "2025",
    "花店",
    "小馆",
    "家的猫",
    "不加班",
    "去远方",
    "Leo",
    "Amy",
    "二姨",
    "爱晒太阳",
    "静静",
    "大叔",
]
SHOPS = [
    ("示例便利店（花园路店）", "日用"),
    ("样例包子铺", "早餐"),
    ("示例超市", "购物"),
    ("样例药房", "药品"),
    ("示例出行", "打车"),
    ("样例早点车", "豆浆油条"),
    ("示例童装", "衣服"),
    ("样例停车场", "停车费"),
    ("示例书店", "学习用品"),
    ("样例面馆, 二店", "午餐"),
    ("示例理发", "理发"),
    ("样例菜市场", "蔬菜"),
]
ALIPAY_SHOPS = [
    ("示例网上商城", "日用百货", "包装袋 100只"),
    ("样例外卖", "餐饮美食", "外卖订单"),
    ("示例地铁", "交通出行", "乘车"),
    ("样例通信", "充值缴费", "话费充值"),
    ("示例影院", "文化休闲", "电影票"),
    ("样例加油站", "交通出行", "油费"),
    ("示例诊所", "医疗健康", "门诊"),
    ("样例服饰", "服饰装扮", "衣物"),
]


def nickname(rng):
    name = rng.pick(FRONT) + rng.pick(BACK)
    return name + rng.pick(["🌻", "🍑", "～", "", "", "", "", "", "", "."])


def masked(name):
    """Alipay shows other people's names in part."""
    plain = "".join(c for c in name if ord(c) < 0x10000)
    return plain if len(plain) < 3 else plain[0] + "*" + plain[2:]


def totals(rows, direction):
    chosen = [r.amount for r in rows if r.direction == direction]
    return f"{len(chosen)}笔 {yuan(sum(chosen))}元"


def reference(row, prefix, index):
    return f"{prefix}{row.date:%Y%m%d}{index:014}"


def wechat_csv(rows, nick, start, end, exported):
    word = {"in": "收入", "out": "支出", "neutral": "/"}
    head = [
        "微信支付账单明细",
        f"微信昵称：[{nick}]",
        f"起始时间：[{start} 00:00:00] 终止时间：[{end} 23:59:59]",
        "导出类型：[全部]",
        f"导出时间：[{exported}]",
        "",
        f"共{len(rows)}笔记录",
        "收入：" + totals(rows, "in"),
        "支出：" + totals(rows, "out"),
        "中性交易：" + totals(rows, "neutral"),
        "注：",
        "1. 示例数据，由脚本生成",
        "2. 充值与提现列为中性交易",
        "3. 不含已删除的记录",
        "",
        "----------------------微信支付账单明细列表--------------------",
    ]
    lines = [line + "," * 10 for line in head]
    lines.append(
        "交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注"
    )
    for index, row in reversed(list(enumerate(rows, 1))):
        lines.append(
            csv_line(
                [
                    f"{row.date} {row.time}",
                    row.type,
                    row.party,
                    row.item,
                    word[row.direction],
                    "¥" + yuan(row.amount),
                    row.method,
                    row.status,
                    reference(row, "10000", index) + "\t",
                    "/\t",
                    row.note,
                ]
            )
        )
    return b"\xef\xbb\xbf" + ("\r\n".join(lines) + "\r\n").encode()


def alipay_csv(rows, holder, account, start, end, exported):
    word = {"in": "收入", "out": "支出", "neutral": "不计收支"}
    lines = [
        "-" * 84,
        "导出信息：",
        f"姓名：{holder}",
        f"支付宝账户：{account}",
        f"起始时间：[{start} 00:00:00]    终止时间：[{end} 23:59:59]",
        "导出交易类型：[全部]",
        f"导出时间：[{exported}]",
        f"共{len(rows)}笔记录",
        "收入：" + totals(rows, "in"),
        "支出：" + totals(rows, "out"),
        "不计收支：" + totals(rows, "neutral"),
        "",
        "特别提示：",
        "1.示例数据，由脚本生成；",
        "2.充值、提现、退款与借还款不计收支；",
        "3.不含已删除的记录。",
        "",
        "------------------------支付宝（中国）网络技术有限公司  电子客户回单------------------------",
        "交易时间,交易分类,交易对方,对方账号,商品说明,收/支,金额,收/付款方式,交易状态,交易订单号,商家订单号,备注,",
    ]
    for index, row in reversed(list(enumerate(rows, 1))):
        lines.append(
            csv_line(
                [
                    f"{row.date} {row.time}",
                    row.type,
                    row.party,
                    "/",
                    row.item,
                    word[row.direction],
                    yuan(row.amount),
                    row.method,
                    row.status,
                    reference(row, "2026", index) + "\t",
                    "\t",
                    "" if row.note == "/" else row.note,
                ]
            )
            + ","
        )
    return ("\r\n".join(lines) + "\r\n").encode("gb18030")


def icbc_csv(account, card):
    """No time of day; the order of the rows is all that tells which came first."""
    pad = lambda text: '"' + text + '\t"'
    lines = [
        "明细查询文件下载",
        "",
        f"卡号: {card}",
        "",
        "子账户序号: 00000,子账户类别: 活期",
        "",
        "交易日期,摘要,交易详情,交易场所,交易国家或地区简称,钞/汇,交易金额(收入),交易金额(支出),交易币种,记账金额(收入),"
        "记账金额(支出),记账币种,余额,对方户名,对方账户",
    ]
    for row in reversed(account.rows):
        amount = yuan(row.amount, True)
        cells = [
            row.summary,
            row.purpose,
            "",
            "CHN",
            "钞",
            "-",
            "-",
            "-",
            amount if row.direction == "in" else "",
            amount if row.direction == "out" else "",
            "人民币",
            yuan(row.balance, True),
            row.party["name"],
            row.party["account"],
        ]
        lines.append(f"{row.date}\t," + ",".join(pad(c) for c in cells) + ",")
    total = lambda d: yuan(sum(r.amount for r in account.rows if r.direction == d), True)
    lines += [" ", "人民币合计,,,,,,,,," + pad(total("in")) + "," + pad(total("out")) + ",,,,,"]
    return ("\r\n".join(lines) + "\r\n").encode()
