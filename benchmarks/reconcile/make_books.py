#!/usr/bin/env python3
"""Makes books to reconcile and names to resolve, with the truth beside them, from a seed.

    make_books.py books DIR --seed 7 --manner ordinary --invoices 2000
    make_books.py names DIR --seed 7 --known 50000 --damaged 5000

`books` writes invoices.csv, flows.csv and truth.csv: invoices paid alone, in runs, in instalments or
not at all; fees deducted; names damaged as print, people and scans damage them; payments from a
person's account; and flows that settle nothing. `names` writes clean.csv and messy.csv.
"""
import argparse
import csv
import datetime
import math
import pathlib
import random
import re

PLACES = ('北京 天津 上海 重庆 沈阳 大连 长春 哈尔滨 石家庄 唐山 太原 济南 青岛 烟台 潍坊 临沂 淄博 郑州 洛阳 武汉 宜昌 长沙 株洲 '
          '南昌 合肥 芜湖 南京 苏州 无锡 常州 南通 杭州 宁波 温州 绍兴 福州 厦门 泉州 广州 深圳 佛山 东莞 中山 南宁 成都 绵阳 '
          '昆明 贵阳 西安 兰州').split()
PROVINCES = '山东 河北 河南 江苏 浙江 安徽 福建 江西 湖北 湖南 广东 四川 陕西 辽宁'.split()
MUNICIPALITIES = {'北京', '天津', '上海', '重庆'}
TRADE = '鑫隆泰达信诚恒丰盛源兴华瑞祥顺通宏宇建安昌荣福凯博联创智科远航立德美嘉康明辉亿万金银龙凤海天永正中东方新众汇益腾飞晟锐未己大同利星云'
TRADES = ('贸易 商贸 食品 服饰 纺织 五金 建材 化工 物流 家具 包装 印刷 机械制造 电气设备 电子科技 网络科技 信息技术 环保科技 '
          '生物科技 医疗器械 汽车配件 塑料制品 金属制品 装饰工程 建筑工程 农业发展 供应链管理 新能源科技 进出口 劳务').split()
FORMS = ['有限公司'] * 79 + ['有限责任公司'] * 6 + ['股份有限公司'] * 4 + ['集团有限公司'] * 3 + [
    '厂', '厂', '经营部', '经营部', '合作社', '合作社', '中心（有限合伙）', '中心（有限合伙）']
CONFUSED = {}
for pair in '未末 己已 天夭 大太 东车 人入 千干 士土 金全 品晶 同司 科料 贸贺 责贵 盛盔 博搏 瑞端 明朋 宇字 建健 日曰 源原'.split():
    CONFUSED[pair[0]], CONFUSED[pair[1]] = pair[1], pair[0]
SURNAMES, GIVEN = '王李张刘陈杨赵黄周吴', '伟 芳 秀英 建国 志强 敏 静 丽 磊 军 勇 艳 晓东 海燕 国庆'.split()
PLATFORMS = '支付宝（中国）网络技术有限公司 财付通支付科技有限公司 银联商务股份有限公司 国家金库 工资'.split()
ROUND = [1000, 2000, 4000, 5000, 10000, 20000, 25000, 30000, 40000, 50000, 60000, 75000, 100000, 150000, 300000]
UNITS = [1000, 2000, 5000, 10000, 20000, 25000, 50000, 60000, 150000]
FIXED_FEES, FEES_PER_MILLE = [500, 1000, 2000, 5000], [1, 3, 5, 10]

MANNERS = {
    'easy': dict(unpaid=.03, batch=.03, instalments=.04, fee=0., damaged=.1, noise=1 / 6),
    'ordinary': dict(unpaid=.13, batch=.105, instalments=.15, fee=.13, damaged=.46, noise=1 / 3),
    'hard': dict(unpaid=.15, batch=.16, instalments=.22, fee=.23, damaged=.78, noise=1 / 2),
}


def new_name(rng):
    trade = ''.join(rng.choice(TRADE) for _ in range(rng.choice([2, 2, 2, 3, 3, 4]))) + rng.choice(TRADES)
    form, kind = rng.choice(FORMS), rng.random()
    if kind < .06:
        return trade + form
    if kind < .2:
        head = trade[:len(trade) - 2] if len(trade) > 4 else trade[:2]
        return f'{head}（{rng.choice(PLACES + PROVINCES)}）{trade[len(head):]}{form}'
    if kind < .4:
        province = rng.choice(PROVINCES)
        return province + ('省' if rng.random() < .5 else '') + trade + form
    place = rng.choice(PLACES)
    return place + ('市' if rng.random() < .4 else '') + trade + form


def new_names(rng, count):
    names = {}
    while len(names) < count:
        names.setdefault(new_name(rng))
    return list(names)


def leave_out_place(name, rng):
    inside = re.search('（(?!有限)[^（）]*）', name)
    if inside:
        return name[:inside.start()] + name[inside.end():]
    for place in sorted(PLACES + PROVINCES, key=len, reverse=True):
        if name.startswith(place):
            rest = name[len(place):]
            return rest[1:] if rest[:1] in '省市' else rest
    return name


def change_form(name, rng):
    for form in ('有限责任公司', '股份有限公司', '集团有限公司', '有限公司'):
        if name.endswith(form):
            return name[:-len(form)] + rng.choice(['有限责任公司', '有限公司', '公司', '有限', '', '股份有限公司'])
    return name


def add_branch(name, rng):
    place = rng.choice(PLACES)
    return name + rng.choice(['分公司', '财务部', '第一分公司', f'（{place}）分公司', f'{place}分公司'])


def cut(name, rng):
    return name[:-rng.randint(1, min(6, len(name) - 3))]


def confuse(name, rng):
    share = rng.choice([.3, .6, 1])
    return ''.join(CONFUSED[c] if c in CONFUSED and rng.random() < share else c for c in name)


def space(name, rng):
    for _ in range(rng.choice([1, 1, 2])):
        at = rng.randrange(1, len(name))
        name = name[:at] + rng.choice([' ', '　']) + name[at:]
    return name


def misspell(name, rng):
    at = rng.randrange(len(name))
    what = rng.random()
    if what < .6:
        return name[:at] + name[at + 1:]
    if what < .8:
        return name[:at] + rng.choice(TRADE) + name[at + 1:]
    if at + 1 < len(name):
        return name[:at] + name[at + 1] + name[at] + name[at + 2:]
    return name


def change_width(name, rng):
    return name.replace('（', '(').replace('）', ')') if rng.random() < .6 else name.replace('（', '').replace('）', '')


DAMAGES = [leave_out_place, change_form, add_branch, cut, confuse, space, misspell, change_width]


def damage(name, rng, most=3):
    before = name
    for how in rng.sample(DAMAGES, rng.choices(range(1, most + 1), [60, 35, 5][:most])[0]):
        name = how(name, rng)
    return name if len(name) >= 3 else before


class Books:
    def __init__(self, rng, invoices, manner):
        self.rng, self.manner = rng, MANNERS[manner]
        self.seller = new_name(rng)
        self.first_day = datetime.date(2025, 1, 1).toordinal()
        self.flows, self.truth = [], []
        names = new_names(rng, max(2, invoices // 25) + max(20, invoices // 20))
        self.buyers, self.strangers = names[:max(2, invoices // 25)], names[max(2, invoices // 25):]
        self.invoices = self.make_invoices(invoices)
        self.pay()
        self.add_noise(round(len(self.flows) * self.manner['noise'] / (1 - self.manner['noise'])))
        rng.shuffle(self.flows)

    def make_invoices(self, count):
        # Few customers buy most: the shares fall as the reciprocal of the rank.
        rng, invoices = self.rng, []
        shares = [1 / (rank + 3) ** 1.02 for rank in range(len(self.buyers))]
        # Some customers order one, two or three of the same.
        # Some customers order one, two or three of the same.
        self.rounds = {}
        for buyer in self.buyers:
            if rng.random() < .35:
                unit = rng.choice(UNITS) * 100
                self.rounds[buyer] = [unit, 2 * unit, 3 * unit]
        for buyer in rng.choices(self.buyers, shares, k=count):
            amount = (rng.choices(self.rounds[buyer], [5, 3, 2])[0] if buyer in self.rounds
                      else max(50000, round(math.exp(rng.gauss(14.5, 1.25)))))
            invoices.append([buyer, amount, self.first_day + rng.randrange(365)])
        return invoices

    def delay(self):
        return min(120, int(self.rng.gammavariate(1.75, 19)))

    def fee(self, amount):
        if self.rng.random() >= self.manner['fee']:
            return 0
        if self.rng.random() < .5:
            return min(amount // 10, self.rng.choice(FIXED_FEES))
        return amount * self.rng.choice(FEES_PER_MILLE) // 1000

    def payer(self, buyer):
        if self.rng.random() < .03:
            return self.rng.choice(SURNAMES) + self.rng.choice(GIVEN)
        return damage(buyer, self.rng) if self.rng.random() < self.manner['damaged'] else buyer

    def flow(self, counterparty, amount, day, memo, settled=()):
        number = len(self.flows)
        self.flows.append([number, counterparty, amount, day, memo])
        for invoice, part in settled:
            self.truth.append([invoice, number, part])

    def pay(self):
        rng, manner = self.rng, self.manner
        of_buyer = {}
        for number, invoice in enumerate(self.invoices):
            of_buyer.setdefault(invoice[0], []).append(number)
        for own in of_buyer.values():
            own.sort(key=lambda i: (self.invoices[i][2], i))
            at = 0
            while at < len(own):
                dice = rng.random()
                if dice < manner['unpaid']:
                    at += 1
                elif dice < manner['unpaid'] + manner['batch'] and at + 1 < len(own):
                    run = own[at:at + rng.choices([2, 3, 4, 5, 8], [34, 27, 18, 10, 9])[0]]
                    self.pay_run(run)
                    at += len(run)
                elif dice < manner['unpaid'] + manner['batch'] + manner['instalments']:
                    self.pay_instalments(own[at])
                    at += 1
                else:
                    self.pay_alone(own[at])
                    at += 1

    def pay_alone(self, number):
        buyer, amount, day = self.invoices[number]
        memo = self.rng.choices(['货款', '', '服务费', f'发票{number % 10000:04}', '往来款', '付货款'],
                                [45, 20, 20, 6, 4, 4])[0]
        self.flow(self.payer(buyer), amount - self.fee(amount), day + self.delay(), memo, [(number, amount)])

    def pay_run(self, run):
        total, last = sum(self.invoices[i][1] for i in run), self.invoices[run[-1]][2]
        month = datetime.date.fromordinal(last).month
        memo = self.rng.choice(['货款', '货款', '', f'{max(1, month - 1)}-{month}月货款'])
        self.flow(self.payer(self.invoices[run[0]][0]), total - self.fee(total), last + self.delay(), memo,
                  [(i, self.invoices[i][1]) for i in run])

    def pay_instalments(self, number):
        rng = self.rng
        buyer, amount, day = self.invoices[number]
        parts = rng.choice([2, 2, 3, 4])
        cuts = [0] + sorted(rng.sample(range(1, 10), parts - 1)) + [10]
        day += min(60, self.delay())
        left = amount
        for i in range(parts):
            part = left if i + 1 == parts else amount * (cuts[i + 1] - cuts[i]) // 10
            left -= part
            fee = self.fee(amount) if i + 1 == parts and rng.random() < .5 else 0
            self.flow(self.payer(buyer), max(100, part - fee), day,
                      rng.choice(['首付款', '进度款', '尾款', '', '货款']), [(number, part)])
            day += rng.randint(1, 40)

    def add_noise(self, count):
        rng = self.rng
        for _ in range(count):
            day, kind = self.first_day + rng.randrange(450), rng.random()
            if kind < .36:
                self.flow(rng.choice(self.buyers), rng.choice(ROUND) * 100, day,
                          rng.choice(['保证金', '借款', '往来款', '退款']))
            elif kind < .70:
                self.flow(rng.choice(self.strangers), max(10000, round(math.exp(rng.gauss(13.9, 1.2)))), day, '货款')
            else:
                self.flow(rng.choice(PLATFORMS), max(3000, round(math.exp(rng.gauss(11.9, 1.4)))), day,
                          rng.choice(['退税', '结算款', '利息']))


def write(path, head, rows):
    with open(path, 'w', encoding='utf-8', newline='') as file:
        csv.writer(file, lineterminator='\n').writerows([head, *rows])


def date(day):
    return datetime.date.fromordinal(day).isoformat()


def make_books(out, arguments):
    books = Books(random.Random(arguments.seed), arguments.invoices, arguments.manner)
    if arguments.flows:
        books.add_noise(max(0, arguments.flows - len(books.flows)))
    write(out / 'invoices.csv', 'id seller buyer amount_fen date due'.split(),
          [[f'I{i:06}', books.seller, buyer, amount, date(day), date(day + 30)]
           for i, (buyer, amount, day) in enumerate(books.invoices)])
    write(out / 'flows.csv', 'id owner counterparty amount_fen date memo'.split(),
          [[f'F{number:06}', books.seller, counterparty, amount, date(day), memo]
           for number, counterparty, amount, day, memo in books.flows])
    write(out / 'truth.csv', 'invoice flow amount_fen'.split(),
          [[f'I{i:06}', f'F{flow:06}', amount] for i, flow, amount in sorted(books.truth)])


def make_names(out, arguments):
    rng = random.Random(arguments.seed)
    names = new_names(rng, arguments.known + arguments.damaged // 10)
    known, strangers = names[:arguments.known], names[arguments.known:]
    messy = []
    for number in range(arguments.damaged):
        index = rng.randrange(len(known)) if rng.random() < .9 else -1
        name = known[index] if index >= 0 else rng.choice(strangers)
        messy.append([number, damage(name, rng) if rng.random() < .95 else name, index])
    write(out / 'clean.csv', ['id', 'name'], enumerate(known))
    write(out / 'messy.csv', ['id', 'name', 'truth'], messy)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('what', choices=['books', 'names'])
    parser.add_argument('out', type=pathlib.Path)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--manner', choices=MANNERS, default='ordinary')
    parser.add_argument('--invoices', type=int, default=2000)
    parser.add_argument('--flows', type=int, help='at least so many')
    parser.add_argument('--known', type=int, default=50000)
    parser.add_argument('--damaged', type=int, default=5000)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    (make_books if arguments.what == 'books' else make_names)(arguments.out, arguments)


if __name__ == '__main__':
    main()
