"""Writes the electronic invoices of the tests: EInvoice XML, OFD and XBRL, also in their nasty forms.

All names and numbers are invented; numbers have a valid structure. The same bytes every time.

make_einvoice_fixtures.py [FOLDER]
"""
import pathlib
import sys
import warnings
import zipfile
from decimal import Decimal

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
OFD_SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
FP_SPACE = 'xmlns:fp="http://www.edrm.org.cn/schema/e-invoice/2019"'


def uscc(first_17):
    """A unified social credit code with its check character (GB 32100)."""
    total = sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(first_17))
    return first_17 + ALPHABET[(31 - total % 31) % 31]


SELLER = ("青禾样例机械有限公司", uscc("91370102MAQHYL001"))
BUYER = ("云岭试作商贸有限公司", uscc("91530111MAYLAW002"))


def words(text_amount):
    """31800.05 -> 叁万壹仟捌佰圆零伍分."""
    amount = Decimal(text_amount)
    sign = "（负数）" if amount < 0 else ""
    fen = int(abs(amount) * 100)
    yuan, fen = divmod(fen, 100)
    digits, small, large = "零壹贰叁肆伍陆柒捌玖", ["", "拾", "佰", "仟"], ["", "万", "亿"]
    text, zero, group_written = "", False, False
    number = str(yuan)
    for position, c in zip(range(len(number) - 1, -1, -1), number):
        if c == "0":
            zero = True
        else:
            text += ("零" if zero and text else "") + digits[int(c)] + small[position % 4]
            zero, group_written = False, True
        if position % 4 == 0:
            text += large[position // 4] if group_written else ""
            group_written = False
    text = (text or "零") + "圆"
    jiao, fen = divmod(fen, 10)
    if jiao == 0 and fen == 0:
        return sign + text + "整"
    text += digits[jiao] + "角" if jiao else "零"
    return sign + text + (digits[fen] + "分" if fen else "整")


def line(item, amount, rate, tax, quantity="1", price=None):
    return {"item": item, "amount": amount, "rate": rate, "tax": tax, "quantity": quantity,
            "price": price or amount}


class Invoice:
    """What the three formats print; every member may be overridden to make it contradict itself."""

    def __init__(self, number, date, lines, **other):
        self.number, self.date, self.lines = number, date, lines
        self.kind, self.label, self.remark, self.original = "01", "Y", "", ""
        self.code, self.seller, self.buyer = "", SELLER, BUYER
        self.amount_ex = str(sum(Decimal(x["amount"]) for x in lines))
        self.tax = str(sum((Decimal(x["tax"]) for x in lines if x["tax"] != "***"), Decimal("0.00")))
        self.total = str(Decimal(self.amount_ex) + Decimal(self.tax))
        self.words = words(self.total)
        self.issue_time, self.extra = date, ""
        for name, value in other.items():
            setattr(self, name, value)


def einvoice(invoice):
    """EInvoice of the tax bureau."""
    items = "".join(
        f"    <IssuItemInformation>\n      <ItemName>{x['item']}</ItemName>\n      <SpecMod></SpecMod>\n"
        f"      <MeaUnits/>\n      <Quantity>{x['quantity']}</Quantity>\n"
        f"      <UnPrice>{x['price']}</UnPrice>\n      <Amount>{x['amount']}</Amount>\n"
        f"      <TaxRate>{x['rate']}</TaxRate>\n      <ComTaxAm>{x['tax']}</ComTaxAm>\n"
        f"    </IssuItemInformation>\n" for x in invoice.lines)
    red = ""
    if invoice.original:
        red = ("    <SpecificInformation>\n      <RedEInvoice>\n"
               f"        <OriginalInvoiceCode>{invoice.original}</OriginalInvoiceCode>\n"
               "        <CreditNoteNumber>37012226011000000001</CreditNoteNumber>\n"
               "      </RedEInvoice>\n    </SpecificInformation>\n")
    vat = {"01": "增值税专用发票", "02": "普通发票", "": ""}[invoice.kind]
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<EInvoice>
  <Header>
    <EIid>{invoice.number}</EIid>
    <EInvoiceTag>SWEI3700</EInvoiceTag>
    <Version>0.33</Version>
    <InherentLabel>
      <InIssuType><LabelCode>{invoice.label}</LabelCode><LabelName>是否蓝字发票标志</LabelName></InIssuType>
      <EInvoiceType><LabelCode>01</LabelCode><LabelName>电子发票</LabelName></EInvoiceType>
      <GeneralOrSpecialVAT><LabelCode>{invoice.kind}</LabelCode><LabelName>{vat}</LabelName></GeneralOrSpecialVAT>
    </InherentLabel>
    <UndefinedLabel/>
  </Header>
  <EInvoiceData>
    <SellerInformation>
      <SellerIdNum>{invoice.seller[1]}</SellerIdNum>
      <SellerName>{invoice.seller[0]}</SellerName>
    </SellerInformation>
    <BuyerInformation>
      <BuyerIdNum>{invoice.buyer[1]}</BuyerIdNum>
      <BuyerName>{invoice.buyer[0]}</BuyerName>
    </BuyerInformation>
    <BasicInformation>
      <TotalAmWithoutTax>{invoice.amount_ex}</TotalAmWithoutTax>
      <TotalTaxAm>{invoice.tax}</TotalTaxAm>
      <TotalTax-includedAmount>{invoice.total}</TotalTax-includedAmount>
      <TotalTax-includedAmountInChinese>{invoice.words}</TotalTax-includedAmountInChinese>
      <Drawer>样例人</Drawer>
      <RequestTime>{invoice.date} 09:30:01</RequestTime>
    </BasicInformation>
{items}{red}    <AdditionalInformation>
      <Remark>{invoice.remark}</Remark>
    </AdditionalInformation>
  </EInvoiceData>
  <TaxSupervisionInfo>
{invoice.extra}    <InvoiceNumber>{invoice.number}</InvoiceNumber>
    <IssueTime>{invoice.issue_time}</IssueTime>
    <TaxBureauCode>13700000000</TaxBureauCode>
  </TaxSupervisionInfo>
</EInvoice>
"""


def chinese_date(date):
    year, month, day = date.split("-")
    return f"{year}年{month}月{day}日"


def tax_control(invoice, pad=lambda text: text):
    """original_invoice.xml of the older OFD."""
    items = "".join(
        f"<fp:GoodsInfo><fp:Item>{pad(x['item'])}</fp:Item><fp:Specification>\n</fp:Specification>"
        f"<fp:Price>{x['price']}</fp:Price><fp:Quantity>{x['quantity']}</fp:Quantity>"
        f"<fp:Amount>{pad(x['amount'])}</fp:Amount><fp:TaxScheme>{x['rate']}</fp:TaxScheme>"
        f"<fp:TaxAmount>{pad(x['tax'])}</fp:TaxAmount></fp:GoodsInfo>\n" for x in invoice.lines)
    return f"""<?xml version="1.0" encoding="utf-8"?>
<eInvoice {FP_SPACE} Version="1.0">
<fp:InvoiceCode>{invoice.code}</fp:InvoiceCode><fp:InvoiceNo>{pad(invoice.number)}</fp:InvoiceNo>
<fp:IssueDate>{chinese_date(invoice.date)}</fp:IssueDate>
<fp:Buyer><fp:BuyerName>{pad(invoice.buyer[0])}</fp:BuyerName><fp:BuyerTaxID>{invoice.buyer[1]}</fp:BuyerTaxID></fp:Buyer>
<fp:Seller><fp:SellerName>{pad(invoice.seller[0])}</fp:SellerName><fp:SellerTaxID>{invoice.seller[1]}</fp:SellerTaxID></fp:Seller>
<fp:TaxInclusiveTotalAmount>{pad(invoice.total)}</fp:TaxInclusiveTotalAmount><fp:Note>{invoice.remark}</fp:Note>
<fp:TaxTotalAmount>{invoice.tax}</fp:TaxTotalAmount>
<fp:TaxExclusiveTotalAmount>{invoice.amount_ex}</fp:TaxExclusiveTotalAmount>
<fp:GoodsInfos>
{items}</fp:GoodsInfos></eInvoice>
"""


def custom_datas(invoice, names):
    values = {"发票代码": invoice.code, "发票号码": invoice.number, "合计金额": invoice.amount_ex,
              "合计税额": invoice.tax, "价税合计": invoice.total, "开票日期": chinese_date(invoice.date),
              "购买方名称": invoice.buyer[0], "购买方纳税人识别号": invoice.buyer[1],
              "销售方名称": invoice.seller[0], "销售方纳税人识别号": invoice.seller[1]}
    return "".join(f'<ofd:CustomData Name="{name}">{values[name]}</ofd:CustomData>' for name in names)


def doc_body(datas, root="Doc_0/Document.xml"):
    return (f"<ofd:DocBody><ofd:DocInfo><ofd:CustomDatas>{datas}</ofd:CustomDatas></ofd:DocInfo>"
            f"<ofd:DocRoot>{root}</ofd:DocRoot></ofd:DocBody>")


def ofd_root(*bodies):
    return (f'<?xml version="1.0" encoding="UTF-8"?>\n<ofd:OFD {OFD_SPACE} DocType="OFD" Version="1.1">'
            + "".join(bodies) + "</ofd:OFD>")


DOCUMENT = (f'<?xml version="1.0" encoding="UTF-8"?>\n<ofd:Document {OFD_SPACE}><ofd:CommonData>'
            '<ofd:TemplatePage ID="2" BaseLoc="Tpls/Tpl_0/Content.xml"/></ofd:CommonData><ofd:Pages>'
            '<ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages>'
            '<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments>'
            '<ofd:CustomTags>/Doc_0/Tags/CustomTags.xml</ofd:CustomTags></ofd:Document>')
ATTACHMENTS = (f'<?xml version="1.0" encoding="UTF-8"?>\n<ofd:Attachments {OFD_SPACE}>'
               '<ofd:Attachment ID="8" Name="original_invoice" Format="xml"><ofd:FileLoc>'
               'original_invoice.xml</ofd:FileLoc></ofd:Attachment></ofd:Attachments>')
CUSTOM_TAGS = (f'<?xml version="1.0" encoding="UTF-8"?>\n<ofd:CustomTags {OFD_SPACE}>'
               '<ofd:CustomTag TypeID="fp"><ofd:FileLoc>CustomTag.xml</ofd:FileLoc></ofd:CustomTag>'
               '</ofd:CustomTags>')


def page(texts):
    """texts: pairs of object number and text; number 0: an object without one."""
    objects = "".join(
        f'<ofd:TextObject{f" ID=%s%d%s" % (chr(34), number, chr(34)) if number else ""} Boundary="0 0 9 9">'
        f'<ofd:TextCode X="0" Y="4">{text}</ofd:TextCode></ofd:TextObject>' for number, text in texts)
    return (f'<?xml version="1.0" encoding="UTF-8"?>\n<ofd:Page {OFD_SPACE}><ofd:Content>'
            f'<ofd:Layer ID="3">{objects}</ofd:Layer></ofd:Content></ofd:Page>')


def archive(path, parts, repeat=()):
    """A zip with fixed times, so that the bytes are always the same."""
    warnings.simplefilter("ignore", UserWarning)  # of names that come twice
    with zipfile.ZipFile(path, "w") as file:
        for name, content in list(parts.items()) + list(repeat):
            info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            data = content.encode("utf-8") if isinstance(content, str) else content
            file.writestr(info, data, compresslevel=9)


def digital_parts(invoice, columns=False):
    """The 2024 form: names, lines and the total are texts of the page, tags say which."""
    texts = [(10, invoice.number), (11, chinese_date(invoice.date)), (12, invoice.buyer[0]),
             (13, invoice.buyer[1]), (14, invoice.seller[0][:4]), (15, invoice.seller[0][4:]),
             (16, invoice.seller[1]), (17, "¥" + invoice.amount_ex), (18, "¥" + invoice.tax),
             (19, "¥" + invoice.total), (20, invoice.words)]

    def reference(*numbers):
        return "".join(f'<ofd:ObjectRef PageRef="1">{n}</ofd:ObjectRef>' for n in numbers)

    goods, columns_of = "", {"Item": [], "Amount": [], "TaxScheme": [], "TaxAmount": []}
    number = 30
    for x in invoice.lines:
        cells = ""
        for tag, key in (("Item", "item"), ("Amount", "amount"), ("TaxScheme", "rate"), ("TaxAmount", "tax")):
            texts.append((number, x[key]))
            columns_of[tag].append(number)
            cells += f"<fp:{tag}>{reference(number)}</fp:{tag}>"
            number += 1
        goods += f"<fp:GoodsInfo>{cells}</fp:GoodsInfo>"
    if columns:
        goods = "<fp:GoodsInfo>" + "".join(
            f"<fp:{tag}>{reference(*numbers)}</fp:{tag}>" for tag, numbers in columns_of.items()) + "</fp:GoodsInfo>"
    tags = (f'<?xml version="1.0" encoding="UTF-8"?>\n<:eInvoice xmlns:="">'
            f"<fp:InvoiceNo>{reference(10, 10)}</fp:InvoiceNo><fp:IssueDate>{reference(11)}</fp:IssueDate>"
            f"<fp:Buyer><fp:BuyerName>{reference(12, 12)}</fp:BuyerName><fp:BuyerTaxID>{reference(13)}</fp:BuyerTaxID></fp:Buyer>"
            f"<fp:Seller><fp:SellerName>{reference(14, 15)}</fp:SellerName><fp:SellerTaxID>{reference(16)}</fp:SellerTaxID></fp:Seller>"
            f"<fp:TaxExclusiveTotalAmount>{reference(17)}</fp:TaxExclusiveTotalAmount>"
            f"<fp:TaxTotalAmount>{reference(18)}</fp:TaxTotalAmount>"
            f"<fp:TaxInclusiveTotalAmount>{reference(19)}</fp:TaxInclusiveTotalAmount>"
            f"<fp:Note></fp:Note><fp:GoodsInfos>{goods}</fp:GoodsInfos></:eInvoice>")
    return {"OFD.xml": ofd_root(doc_body(custom_datas(
                invoice, ["发票号码", "合计金额", "合计税额", "购买方纳税人识别号", "销售方纳税人识别号", "开票日期"]))),
            "Doc_0/Document.xml": DOCUMENT,
            "Doc_0/Tpls/Tpl_0/Content.xml": page([(4, "电子发票（"), (5, "普通发票）")]),
            "Doc_0/Pages/Page_0/Content.xml": page(texts),
            "Doc_0/Tags/CustomTags.xml": CUSTOM_TAGS, "Doc_0/Tags/CustomTag.xml": tags}


ALL_NAMES = ["价税合计", "发票代码", "发票号码", "合计金额", "开票日期", "购买方名称", "购买方纳税人识别号", "销售方名称",
             "销售方纳税人识别号"]
NO_TOTAL = [name for name in ALL_NAMES if name != "价税合计"] + ["合计税额"]


def attached_parts(invoice, xml, names=None):
    return {"OFD.xml": ofd_root(doc_body(custom_datas(invoice, names or ALL_NAMES))),
            "Doc_0/Document.xml": DOCUMENT, "Doc_0/Attachs/Attachments.xml": ATTACHMENTS,
            "Doc_0/Attachs/original_invoice.xml": xml,
            "Doc_0/Pages/Page_0/Content.xml": page([(0, invoice.words), (0, "¥" + invoice.total)])}


def xbrl(invoice, tuples):
    def fact(name, value, unit=False):
        money = ' unitRef="CNY" decimals="2"' if unit else ""
        return f'  <einv:{name} contextRef="now"{money}>{value}</einv:{name}>\n'

    lines = ""
    for x in invoice.lines:
        facts = (fact("ItemName", x["item"]) + fact("Amount", x["amount"], True)
                 + fact("TaxRate", x["rate"]) + fact("ComTaxAm", x["tax"], True))
        lines += f"  <einv:IssuItemInformationTuple>\n{facts}  </einv:IssuItemInformationTuple>\n" if tuples else facts
    return (f'<?xml version="1.0" encoding="UTF-8"?>\n<xbrli:xbrl xmlns:xbrli="http://www.xbrl.org/2003/instance"'
            ' xmlns:einv="http://xbrl.mof.gov.cn/taxonomy/2023-12-31/einv">\n'
            '  <xbrli:context id="now"><xbrli:entity><xbrli:identifier scheme="uscc">样例</xbrli:identifier>'
            "</xbrli:entity></xbrli:context>\n"
            + fact("InvoiceNumber", invoice.number) + fact("GeneralOrSpecialVAT", "增值税专用发票")
            + fact("IssueTime", invoice.issue_time) + fact("SellerName", invoice.seller[0])
            + fact("SellerIdNum", invoice.seller[1])
            + (fact("BuyerName", invoice.buyer[0]) + fact("BuyerIdNum", invoice.buyer[1]) if tuples else "")
            + fact("NameOfAccountingEntity", BUYER[0])
            + fact("UnifiedSocialCreditCodeOfAccountingEntity", BUYER[1])
            + fact("TotalAmWithoutTax", invoice.amount_ex, True) + fact("TotalTaxAm", invoice.tax, True)
            + fact("TotalTax-includedAmount", invoice.total, True)
            + fact("WhetherEinvoiceIsRedEinvoice", "true" if invoice.label == "N" else "false") + lines
            + '  <einv:InformationOfDebitAndCreditEntryTuple>\n' + fact("DebitOrCredit", "借方")
            + fact("RecordedAmount", invoice.total, True)
            + "  </einv:InformationOfDebitAndCreditEntryTuple>\n</xbrli:xbrl>\n")


GOODS = [line("*通用设备*样例水泵", "12000.00", "0.130000", "1560.00", "3", "4000"),
         line("*通用设备*样例水泵", "-200.00", "0.130000", "-26.00", "", ""),
         line("*通用设备*试作阀门", "333.33", "0.13", "43.33", "7", "47.6185714285714")]
MEALS = [line("*餐饮服务*餐费", "100.00", "6%", "6.00"), line("*餐饮服务*餐费", "200.00", "6%", "12.00")]


def write_xml(folder):
    def put(name, text, encoding="utf-8"):
        (folder / name).write_bytes(text.encode(encoding))

    blue = Invoice("26372000000000000018", "2026-03-05", GOODS, remark="样例备注")
    put("special.xml", einvoice(blue))
    put("special_resaved.xml", "\ufeff" + einvoice(blue).replace("<SellerName>青禾样例机械有限公司<", "<SellerName>"
        "<![CDATA[青禾样例机械有限公司]]><").replace("<TotalTaxAm>1577.33<", "<TotalTaxAm>\r\n  1577.33\r\n<"))
    put("special_gb18030.xml", einvoice(blue).replace('encoding="UTF-8"', 'encoding="GBK"'), "gb18030")
    put("plain_exempt.xml", einvoice(Invoice(
        "26372000000000000026", "2026-03-06", [line("*农产品*样例苹果", "5000.00", "免税", "***")], kind="02",
        tax="***", buyer=("个人", ""), words="伍仟圆整")))
    put("plain_rates.xml", einvoice(Invoice(
        "26372000000000000034", "2026-03-07", [line("*现代服务*样例咨询", "1000.00", "0.06", "60.00"),
                                               line("*劳务*试作安装", "500.00", "0.09", "45.00")], kind="02")))
    put("red.xml", einvoice(Invoice(
        "26372000000000000042", "2026-04-01", [line("*通用设备*样例水泵", "-4000.00", "0.130000", "-520.00", "-1", "4000")],
        label="N", original=blue.number, remark=f"被红冲蓝字数电票号码：{blue.number}")))
    put("red_remark.xml", einvoice(Invoice(
        "26372000000000000059", "2026-04-02", [line("*通用设备*样例水泵", "-4000.00", "0.130000", "-520.00", "-1", "4000")],
        label="N", remark=f"被红冲蓝字数电票号码：{blue.number} 红字发票信息确认单编号：37012226011000000001")))
    put("toll.xml", einvoice(Invoice(
        "26372000000000000067", "2026-03-09", [line("*经营租赁*通行费", "97.09", "0.03", "2.91")], kind="02",
        issue_time="2026-03-09T23:59:58", extra="    <PlateNumber>鲁Z00001</PlateNumber>\n")))
    put("bad_words.xml", einvoice(Invoice("26372000000000000075", "2026-03-10", GOODS, words="壹万叁仟柒佰壹拾圆陆角伍分")))
    put("bad_lines.xml", einvoice(Invoice("26372000000000000083", "2026-03-10", GOODS, amount_ex="12134.33",
                                          total="13711.66", words=words("13711.66"))))
    put("bad_total.xml", einvoice(Invoice("26372000000000000091", "2026-03-10", GOODS, total="13710.67",
                                          words=words("13710.67"))))
    put("no_amount.xml", einvoice(Invoice("26372000000000000109", "2026-03-10", GOODS, amount_ex="", total="")))
    put("doctype.xml", einvoice(blue).replace("<EInvoice>", '<!DOCTYPE EInvoice [<!ENTITY who "样例">]>\n<EInvoice>', 1)
        .replace("样例备注", "&who;"))
    put("original_invoice.xml", tax_control(Invoice("00000017", "2020-07-23", MEALS, code="037002000111")))
    put("special.xbrl", xbrl(blue, True))
    put("flat_facts.xbrl", xbrl(blue, False))


def write_ofd(folder):
    old = Invoice("00000025", "2020-07-23", MEALS, code="037002000111")
    exempt = Invoice("00000033", "2021-02-03", [line("*农产品*样例苹果", "5000.00", "免税", "***")], code="037002100112",
                     tax="***", words="伍仟圆整")
    pad = lambda text: f"\n      <![CDATA[{text}]]>\n    "
    attached = attached_parts(old, "\ufeff" + tax_control(old, pad))
    archive(folder / "attached.ofd", attached)
    archive(folder / "attached_exempt.ofd", attached_parts(exempt, tax_control(exempt)))
    changed = Invoice("00000025", "2020-07-23", MEALS, code="037002000111", total="319.00")
    archive(folder / "attached_differs.ofd", attached_parts(changed, tax_control(old)))
    archive(folder / "attachment_broken.ofd", {**attached, "Doc_0/Attachs/original_invoice.xml": tax_control(old)[:300]})
    bare = {name: attached[name] for name in ("OFD.xml", "Doc_0/Document.xml")}
    archive(folder / "data_only.ofd", bare)
    archive(folder / "total_on_page.ofd", {
        **bare, "OFD.xml": ofd_root(doc_body(custom_datas(old, NO_TOTAL))),
        "Doc_0/Pages/Page_0/Content.xml": page([(0, "⊗ " + old.words), (0, "¥ 318.00"), (0, "¥300.00"),
                                                (0, "*餐饮服务*餐费")])})
    digital = Invoice("26372000000000000117", "2026-05-31", [
        line("*信息技术服务*样例软件", "1000.00", "6%", "60.00"), line("*信息技术服务*样例软件", "-100.00", "6%", "-6.00")])
    archive(folder / "digital.ofd", digital_parts(digital))
    archive(folder / "digital_columns.ofd", digital_parts(digital, columns=True))
    wrong = Invoice("26372000000000000117", "2026-05-31", digital.lines, total="945.00", words=words("945.00"))
    archive(folder / "digital_differs.ofd", digital_parts(wrong))
    second = {"Doc_1/" + name[6:]: text for name, text in attached.items() if name.startswith("Doc_0/")}
    archive(folder / "two_documents.ofd", {
        **digital_parts(digital), **second,
        "OFD.xml": ofd_root(doc_body(custom_datas(digital, ["发票号码", "合计金额", "合计税额", "开票日期"])),
                            doc_body(custom_datas(old, ALL_NAMES), "/Doc_1/./Sub/../Document.xml"))})
    archive(folder / "no_root.ofd", {**{n: t for n, t in attached.items() if n != "OFD.xml"}, "Doc_0/OFD.xml.txt": ""})
    archive(folder / "no_document.ofd", {"OFD.xml": attached["OFD.xml"]})
    archive(folder / "paths.ofd", {
        "../../OFD.xml": ofd_root(doc_body(custom_datas(changed, ALL_NAMES))), "/etc/OFD.xml": "x", "C:\\OFD.xml": "x",
        **attached, "Doc_0/../../original_invoice.xml": tax_control(changed)})
    archive(folder / "paths_at_root.ofd", {
        "OFD.xml": ofd_root(doc_body(custom_datas(old, ALL_NAMES), "Document.xml")), "Document.xml": DOCUMENT,
        "../original_invoice.xml": tax_control(changed)})
    archive(folder / "attachment_unlisted.ofd", {n: t for n, t in attached.items() if not n.endswith("Attachments.xml")})
    archive(folder / "repeated.ofd", bare, repeat=[("OFD.xml", ofd_root(doc_body(custom_datas(changed, ALL_NAMES))))])
    archive(folder / "bomb.ofd", {**attached, "Doc_0/Attachs/original_invoice.xml": " " * (64 << 20)})
    archive(folder / "entity.ofd", {**attached, "OFD.xml": attached["OFD.xml"].replace(
        "<ofd:OFD", '<!DOCTYPE a [<!ENTITY b "c">]><ofd:OFD', 1)})


def main():
    here = pathlib.Path(__file__).parent / "fixtures" / "einvoices"
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else here
    folder.mkdir(parents=True, exist_ok=True)
    write_xml(folder)
    write_ofd(folder)


if __name__ == "__main__":
    main()
