"""The small dossier of the tests of the command, and made rows."""
import pathlib

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def root():
    return ROOT


@pytest.fixture(scope="session")
def folder():
    return ROOT / "tests" / "cli" / "dossier"


@pytest.fixture
def files(folder):
    return {name: (folder / name).read_bytes() for name in ("dossier.json", "bank.csv", "registry.json")}


def made_csv(rows):
    """A bank's rows of a year with a balance that holds."""
    import datetime
    import random
    chance = random.Random(7)
    day = datetime.date(2025, 4, 1)
    balance = 500_000_000
    lines = ["户名：,青岛样例五金有限公司", "账号：,6225880100000000007",
             "交易日期,交易时间,收入金额,支出金额,账户余额,对方户名,对方账号,摘要"]
    for i in range(rows):
        date = day + datetime.timedelta(days=i * 365 // rows)
        fen = chance.randint(100, 500_000)
        inward = balance < fen or chance.random() < 0.5
        balance += fen if inward else -fen
        amount = f"{fen // 100}.{fen % 100:02d}"
        both = f"{amount}," if inward else f",{amount}"
        lines.append(f"{date},{8 + i % 10:02d}:{i % 60:02d}:{i // 60 % 60:02d},{both},"
                     f"{balance // 100}.{balance % 100:02d},济南样例{chance.randrange(1500)}机械有限公司,,货款")
    return ("\n".join(lines) + "\n").encode()


@pytest.fixture(scope="session")
def many_rows():
    return made_csv(200_000)
