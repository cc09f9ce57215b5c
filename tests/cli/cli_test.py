"""The zhun command as a person or a program uses it: exit status, files, messages, same bytes."""
import argparse
import io
import json
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest
import zipfile

import arrow_stream

OPTIONS = None
HERE = pathlib.Path(__file__).resolve().parent
OUTPUTS = ["assessment.json", "checklist.json", "explanation.html", "fields.json",
           "report.html", "seal.json"]


def zhun(*words, environment=None, cwd=None, stdin=None):
    return subprocess.run([OPTIONS.zhun, *[str(word) for word in words]], capture_output=True,
                          timeout=300, cwd=cwd, input=stdin,
                          env=dict(os.environ, **(environment or {})))


class Command(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="zhun-cli-"))
        self.dossier = self.folder / "small"
        shutil.copytree(HERE / "dossier", self.dossier)
        self.out = self.folder / "out"

    def tearDown(self):
        shutil.rmtree(self.folder)

    def succeeds(self, *words, **options):
        done = zhun(*words, **options)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        self.assertEqual(done.stderr, b"")
        return done.stdout

    def fails(self, status, *words, **options):
        """One sentence on standard error, nothing on standard output."""
        done = zhun(*words, **options)
        message = done.stderr.decode()
        self.assertEqual(done.returncode, status, message)
        self.assertEqual(done.stdout, b"")
        self.assertTrue(message.startswith("zhun"), message)
        self.assertEqual(message.count("\n"), 1, message)
        return message

    def edit(self, name, before, after):
        path = self.dossier / name
        text = path.read_text(encoding="utf-8")
        self.assertIn(before, text)
        path.write_bytes(text.replace(before, after, 1).encode())

    def outputs(self, folder):
        return {name: (folder / name).read_bytes() for name in OUTPUTS}


class Usage(Command):
    def test_help_is_on_standard_output(self):
        for words in (["help"], ["--help"], ["help", "assess"], ["assess", "--help"],
                      ["parse", "--help"], ["policy", "--help"], ["help", "policy"]):
            self.assertIn(b"zhun", self.succeeds(*words), words)

    def test_version_names_program_and_policy(self):
        self.assertRegex(self.succeeds("--version"), rb"^zhun \d+\.\d+\.\d+\npolicy .+@.+#\w+\n$")

    def test_bad_usage_is_status_2(self):
        for words in (["nonsense"], ["help", "nonsense"], ["assess"], ["assess", "a", "b"],
                      ["assess", self.dossier, "--nonsense"], ["assess", self.dossier, "--out"],
                      ["assess", self.dossier, "--masking", "some"],
                      ["assess", self.dossier, "--json=yes"], ["parse"],
                      ["assess", self.dossier, "--json", "--quiet"],
                      ["parse", "a", "--csv", "--json"], ["parse", "a", "--format", "xml"],
                      ["parse", "a", "--format", "csv", "--json"], ["parse", "a", "b", "--arrow"],
                      ["parse", "a", "--why", "--csv"], ["parse", "-", "-"],
                      ["parse", "a", "-o", ""], ["policy"], ["policy", "export"],
                      ["policy", "check", "a", "b"], ["policy", "burn", "a"], ["verify"], ["verify", "a", "b"],
                      ["verify", "a", "--audit", "b"], ["consent"], ["seal", "a"], ["open", "a"],
                      ["seal", "a", "--key-file", "k", "-o", "f", "--cipher", "rot13"], ["erase"], ["erase", "a", "b"]):
            self.assertIn("see zhun help", self.fails(2, *words))
        done = zhun()
        self.assertEqual((done.returncode, done.stdout), (2, b""))


class Trust(Command):
    """verify, erase and the audit trail."""

    def setUp(self):
        super().setUp()
        self.key = self.folder / "key"
        self.key.write_bytes(bytes(range(32)))
        self.trail = self.folder / "trail.jsonl"

    def assess(self, *more):
        return self.succeeds("assess", self.dossier, "--out", self.out, *more)

    def test_outputs_are_as_they_were_sealed(self):
        self.assess()
        self.assertIn(b"5 outputs are as they were sealed", self.succeeds("verify", self.out))

    def test_any_changed_added_or_removed_file_is_named(self):
        self.assess()
        for name in OUTPUTS:
            path = self.out / name
            before = path.read_bytes()
            for place in (0, len(before) // 2, len(before) - 1):
                path.write_bytes(before[:place] + bytes([before[place] ^ 1]) + before[place + 1:])
                self.assertIn(name, self.fails(1, "verify", self.out))
            path.unlink()
            self.assertIn(name, self.fails(1, "verify", self.out))
            path.write_bytes(before)
        (self.out / "more.txt").write_text("x")
        self.assertIn("more.txt", self.fails(1, "verify", self.out))

    def test_outputs_and_seal_rewritten_together_need_the_key(self):
        self.assess("--key-file", self.key)
        self.succeeds("verify", self.out, "--key-file", self.key)
        self.assess()  # by somebody without the key
        self.succeeds("verify", self.out)
        self.fails(1, "verify", self.out, "--key-file", self.key)

    def test_each_run_leaves_a_line_that_follows_the_one_before(self):
        for masking in ("inside-bank", "none"):
            self.assess("--audit", self.trail, "--actor", "1001", "--masking", masking)
        lines = [json.loads(line) for line in self.trail.read_text(encoding="utf-8").splitlines()]
        self.assertEqual([line["action"] for line in lines], ["ANALYSE", "REVEAL"])
        self.assertEqual([line["actor"] for line in lines], ["1001", "1001"])
        self.assertEqual(lines[1]["prev_hash"], lines[0]["hash"])
        seal = json.loads((self.out / "seal.json").read_text(encoding="utf-8"))
        self.assertEqual(lines[1]["output_digest"], seal["sha256"])
        self.assertIn(b"2 lines", self.succeeds("verify", "--audit", self.trail))
        text = self.trail.read_text(encoding="utf-8")
        self.trail.write_text(text.replace("1001", "1002", 1), encoding="utf-8")
        self.assertIn("row 1", self.fails(1, "verify", "--audit", self.trail))
        self.fails(1, "verify", "--audit", self.folder / "absent")

    def test_no_run_is_left_out_of_a_trail_that_cannot_be_written(self):
        self.trail.write_text("not a trail", encoding="utf-8")
        self.fails(1, "assess", self.dossier, "--out", self.out, "--audit", self.trail)
        self.assertFalse(self.out.exists())

    def test_many_processes_write_one_trail(self):
        command = [OPTIONS.zhun, "assess", str(self.dossier), "--audit", str(self.trail), "--out"]
        running = [subprocess.Popen([*command, str(self.folder / f"out{i}")], stdout=subprocess.DEVNULL)
                   for i in range(6)]
        self.assertEqual([process.wait(timeout=300) for process in running], [0] * 6)
        self.assertIn(b"6 lines", self.succeeds("verify", "--audit", self.trail))

    def test_erase_lists_first_and_removes_what_zhun_wrote(self):
        self.assess()
        self.assertIn(b"Nothing was removed", self.succeeds("erase", self.out))
        self.assertEqual(sorted(os.listdir(self.out)), OUTPUTS)
        (self.out / "own.txt").write_text("the host's")
        text = self.succeeds("erase", self.out, "--yes", "--audit", self.trail)
        self.assertIn(b"6 files removed", text)
        self.assertEqual(os.listdir(self.out), ["own.txt"])
        self.assertIn(b"1 lines", self.succeeds("verify", "--audit", self.trail))
        (self.out / "own.txt").unlink()
        self.assess()
        self.succeeds("erase", self.out, "--yes")
        self.assertFalse(self.out.exists())
        self.fails(1, "erase", self.out)

    def test_a_short_key_is_refused(self):
        self.key.write_bytes(b"short")
        self.assertIn("16 bytes", self.fails(1, "assess", self.dossier, "--key-file", self.key))


class Rerun(Command):
    """verify --rerun: the first thing that is other than it was."""

    def setUp(self):
        super().setUp()
        self.succeeds("assess", self.dossier, "--out", self.out)

    def rerun(self, *more):
        return self.fails(1, "verify", self.out, "--rerun", self.dossier, *more)

    def test_the_same_dossier_gives_the_same_outputs(self):
        said = self.succeeds("verify", self.out, "--rerun", self.dossier)
        self.assertIn(b"gives the same outputs again", said)

    def test_the_first_difference_is_named(self):
        self.assertIn("assessment.json", self.rerun("--masking", "outward"))
        self.edit("dossier.json", '"term_months": 12', '"term_months": 13')
        self.assertIn("input_digest", self.rerun())
        with (self.dossier / "bank.csv").open("ab") as file:
            file.write(b"\n")
        self.assertIn("sources/F01", self.rerun())
        pack = self.folder / "pack"
        self.succeeds("policy", "export", pack)
        path = pack / "tables.json"
        path.write_text(path.read_text(encoding="utf-8").replace("\n", "\n\n", 1), encoding="utf-8")
        self.assertIn("policy_id", self.rerun("--policy", pack))


class Transport(Command):
    """seal and open."""

    def setUp(self):
        super().setUp()
        self.key = self.folder / "key"
        self.key.write_bytes(bytes(range(32)))
        self.succeeds("assess", self.dossier, "--out", self.out)
        self.sealed = self.folder / "sealed"
        self.opened = self.folder / "opened"

    def open(self, status=0, key=None):
        words = ["open", self.sealed, "--key-file", key or self.key, "--out", self.opened]
        return self.succeeds(*words) if status == 0 else self.fails(status, *words)

    def test_what_was_sealed_opens_as_it_was_and_verifies(self):
        for cipher in ("sm4", "aes"):
            self.succeeds("seal", self.out, "--key-file", self.key, "-o", self.sealed,
                          "--cipher", cipher)
            self.assertNotIn(b"application", self.sealed.read_bytes())
            self.open()
            self.assertEqual(self.outputs(self.opened), self.outputs(self.out))
            self.succeeds("verify", self.opened)
            shutil.rmtree(self.opened)

    def test_wrong_keys_cuts_and_changes_write_nothing(self):
        other = self.folder / "other"
        other.write_bytes(bytes(range(1, 33)))
        short = self.folder / "short"
        short.write_bytes(b"0123456789abcdef")
        for cipher in ("sm4", "aes"):
            self.succeeds("seal", self.out, "--key-file", self.key, "-o", self.sealed,
                          "--cipher", cipher)
            whole = self.sealed.read_bytes()
            for key in (other, short):
                self.open(1, key)
            for place in (0, 8, 9, 12, 40, len(whole) // 2, len(whole) - 1):
                self.sealed.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1:])
                self.open(1)
                self.sealed.write_bytes(whole[:place])
                self.open(1)
            self.assertFalse(self.opened.exists())
        self.fails(1, "seal", self.out, "--key-file", short, "-o", self.folder / "new")
        self.assertFalse((self.folder / "new").exists())


class Export(Command):
    def test_a_table_without_anybody_in_it_and_the_way_back_apart(self):
        keys = []
        for name, start in (("key", 0), ("identity-key", 1)):
            path = self.folder / name
            path.write_bytes(bytes(range(start, start + 32)))
            keys.append(path)
        table, identities = self.folder / "table.csv", self.folder / "identities"
        said = self.succeeds("export", self.dossier, "--key-file", keys[0], "-o", table)
        self.assertIn(b"0 rows, k = 5", said)  # nobody is alone in a table
        others = self.folder / "all"
        for name in ("a", "b"):
            shutil.copytree(self.dossier, others / name)
        said = self.succeeds("export", others, "--key-file", keys[0], "-o", table, "--k", "2",
                             "--identity", identities, "--identity-key", keys[1])
        self.assertIn(b"2 rows, k = 2, smallest group 2", said)
        text = table.read_text(encoding="utf-8")
        for value in ("样例", "91370202MA3TQ7W08Q", "370202198204170030"):
            self.assertNotIn(value, text)
        opened = self.folder / "opened"
        self.succeeds("open", identities, "--key-file", keys[1], "--out", opened)
        pseudonym = text.splitlines()[1].split(",")[0]
        self.assertIn(f"{pseudonym},91370202MA3TQ7W08Q",
                      (opened / "identities.csv").read_text(encoding="utf-8"))
        self.fails(1, "export", others, "--key-file", keys[0], "-o", table, "--identity",
                   identities, "--identity-key", keys[0])


class Consent(Command):
    """consent, and what assess does with sources that none covers."""

    def test_each_source_says_until_when_and_what_to_sign(self):
        text = self.succeeds("consent", self.dossier).decode()
        self.assertIn("T-EN-1，有效至 2026-12-31", text)
        self.assertIn("公开数据", text)
        self.edit("dossier.json", '"STATEMENT",\n    "INVOICE"', '"INVOICE"')
        done = zhun("consent", self.dossier, "--json")
        self.assertEqual((done.returncode, done.stderr), (1, b""))
        sources = {item["file"]: item for item in json.loads(done.stdout)["sources"]}
        self.assertEqual(sources["bank.csv"]["status"], "NOT_AUTHORISED")
        self.assertIn("《企业信息查询、使用授权书》", sources["bank.csv"]["to_sign"])
        self.assertEqual(sources["registry.json"]["status"], "AUTHORISED")
        self.assertNotIn("青岛样例", done.stdout.decode())

    def test_a_withdrawn_consent_covers_what_came_before_it_only(self):
        self.edit("dossier.json", '"revoked_at": null', '"revoked_at": "2026-04-01T09:15:00"')
        done = zhun("consent", self.dossier, "--json")
        status = {item["kind"]: item["status"] for item in json.loads(done.stdout)["sources"]}
        self.assertEqual(status, {"STATEMENT": "AUTHORISED", "INVOICES": "NOT_AUTHORISED",
                                  "TAX": "NOT_AUTHORISED", "GOVERNMENT": "AUTHORISED"})

    def test_a_file_without_consent_is_not_opened(self):
        self.edit("dossier.json", '"STATEMENT",\n    "INVOICE"', '"INVOICE"')
        (self.dossier / "bank.csv").write_bytes(b"PK\x03\x04 no archive")
        self.succeeds("assess", self.dossier, "--out", self.out)
        fields = json.loads((self.out / "fields.json").read_text(encoding="utf-8"))
        self.assertEqual([(s["kind"], s["opened"]) for s in fields["sources"]
                          if s["kind"] == "STATEMENT"], [("STATEMENT", False)])


class MinimumUse(Command):
    def test_a_minimised_dossier_gives_the_same_files_byte_for_byte(self):
        self.edit("dossier.json", '"type": "LEGAL"', '"type": "LEGAL", "religion": "hidden-value"')
        minimal = self.folder / "minimal.json"
        self.succeeds("assess", self.dossier, "--out", self.out, "--minimise", minimal)
        self.assertNotIn("hidden-value", minimal.read_text(encoding="utf-8"))
        self.assertIn('"/customer/religion"',
                      (self.out / "fields.json").read_text(encoding="utf-8"))
        before = self.outputs(self.out)
        shutil.copy(minimal, self.dossier / "dossier.json")
        self.succeeds("assess", self.dossier, "--out", self.out)
        after = self.outputs(self.out)
        for name in ("assessment.json", "checklist.json", "explanation.html", "report.html"):
            self.assertEqual(before[name], after[name], name)

    def test_authentication_data_are_refused_and_named(self):
        self.edit("dossier.json", '"type": "LEGAL"', '"type": "LEGAL", "query_password": "hunter2"')
        message = self.fails(1, "assess", self.dossier, "--out", self.out)
        self.assertIn("/customer/query_password", message)
        self.assertNotIn("hunter2", message)
        self.assertFalse(self.out.exists())


class Assess(Command):
    def test_writes_its_files_and_tells_a_person(self):
        text = self.succeeds("assess", self.dossier, "--out", self.out).decode()
        self.assertEqual(sorted(os.listdir(self.out)), OUTPUTS)
        for word in ("建议", "评分", "额度", "发现", "要问", "资料", "报告", str(self.out / "report.html")):
            self.assertIn(word, text)
        for name in ("assessment.json", "checklist.json"):
            json.loads((self.out / name).read_text(encoding="utf-8"))

    def test_default_folder_is_named_after_the_dossier(self):
        self.succeeds("assess", "small", cwd=self.folder)
        self.assertEqual(sorted(os.listdir(self.folder / "zhun-out" / "small")), OUTPUTS)

    def test_json_summary_agrees_with_the_assessment(self):
        summary = json.loads(self.succeeds("assess", self.dossier, "--out", self.out, "--json"))
        text = (self.out / "assessment.json").read_text(encoding="utf-8")
        self.assertIn('"%s"' % summary["decision"], text)
        self.assertRegex(summary["limit"], r"^\d+\.\d\d$")
        self.assertEqual(summary["files"]["report"], str(self.out / "report.html"))

    def test_a_single_json_file_is_a_dossier(self):
        golden = {**json.loads((self.dossier / "dossier.json").read_text(encoding="utf-8"))}
        del golden["sources"]
        path = self.folder / "single.json"
        path.write_text(json.dumps(golden, ensure_ascii=False), encoding="utf-8")
        self.succeeds("assess", path, "--out", self.out)
        self.assertEqual(sorted(os.listdir(self.out)), OUTPUTS)

    def test_no_identity_leaves_unmasked_and_the_terminal_shows_none(self):
        text = self.succeeds("assess", self.dossier, "--out", self.out).decode()
        secrets = ["6225880100000000007", json.loads(
            (self.dossier / "dossier.json").read_text(encoding="utf-8"))["customer"]["legal_rep_id"]]
        for secret in secrets:
            self.assertNotIn(secret, text)
            for content in self.outputs(self.out).values():
                self.assertNotIn(secret.encode(), content)

    def test_same_bytes_under_any_environment_and_order_of_sources(self):
        self.succeeds("assess", self.dossier, "--out", self.out)
        expected = self.outputs(self.out)
        description = json.loads((self.dossier / "dossier.json").read_text(encoding="utf-8"))
        for seed, variables in enumerate([{"TZ": "America/New_York", "LANG": "C"},
                                          {"TZ": "Pacific/Kiritimati", "LC_ALL": "zh_CN.UTF-8"},
                                          {"TZ": ":nonsense", "LC_ALL": "tr_TR.UTF-8"}]):
            shuffler = random.Random(seed)
            shuffler.shuffle(description["sources"])
            shuffler.shuffle(description["consents"])
            (self.dossier / "dossier.json").write_text(
                json.dumps(description, ensure_ascii=False), encoding="utf-8")
            out = self.folder / f"out{seed}"
            self.succeeds("assess", self.dossier, "--out", out, environment=variables)
            self.assertEqual(self.outputs(out), expected, variables)

    def test_a_second_run_replaces_the_files_and_leaves_others(self):
        self.out.mkdir()
        (self.out / "note.txt").write_text("mine")
        (self.out / "report.html").write_text("old")
        self.succeeds("assess", self.dossier, "--out", self.out)
        self.assertEqual(sorted(os.listdir(self.out)), sorted(OUTPUTS + ["note.txt"]))
        self.assertNotEqual((self.out / "report.html").read_text(encoding="utf-8"), "old")


class Live(Command):
    """Answers fed back, changes since an earlier run, screens for a phone, --watch."""

    def read(self, name):
        return json.loads((self.out / name).read_text(encoding="utf-8"))

    def answers(self, *changes, **members):
        """A file that answers the point of a plain warning."""
        checklist = self.read("checklist.json")
        point = next(point["id"] for point in checklist["investigation_points"]
                     if point["id"] == "IP-S09" and point["severity"] == "WARN")
        answer = {"point": point, "outcome": "SATISFACTORY", "text": "已核对原件", "answered_by": "1001",
                  "answered_at": "2026-03-26T10:00:00", "evidence": ["合同"], **members}
        path = self.folder / "answers.json"
        path.write_text(json.dumps(
            {"schema": "zhun.answers/1", "application_no": checklist["application_no"],
             "input_digest": checklist["input_digest"], "answers": [answer, *changes]},
            ensure_ascii=False), encoding="utf-8")
        return path, point

    def setUp(self):
        super().setUp()
        self.succeeds("assess", self.dossier, "--out", self.out)
        self.earlier = self.folder / "earlier.json"
        shutil.copy(self.out / "assessment.json", self.earlier)

    def test_answers_weaken_a_finding_and_the_run_says_what_changed(self):
        path, point = self.answers()
        trail = self.folder / "trail.jsonl"
        text = self.succeeds("assess", self.dossier, "--out", self.out, "--answers", path,
                             "--since", self.earlier, "--audit", trail).decode()
        self.assertIn("已答要点  " + point, text)
        changes = self.read("changes.json")
        self.assertEqual(changes["answered_points"], [point])
        self.assertEqual([(item["from"], item["to"]) for item in changes["changed_findings"]],
                         [("WARN", "INFO")])
        self.assertEqual(json.loads(trail.read_text(encoding="utf-8"))["action"], "OVERRIDE")
        self.assertRegex(self.read("seal.json")["answers_sha256"], "^[0-9a-f]{64}$")
        self.succeeds("verify", self.out)
        self.assertIn("已核对原件", (self.out / "report.html").read_text(encoding="utf-8"))
        summary = json.loads(self.succeeds("assess", self.dossier, "--out", self.out, "--json",
                                           "--since", self.earlier))
        self.assertEqual(summary["changes"]["any"], False)

    def test_answers_that_cannot_be_used_say_where(self):
        for members, place in (({"point": "IP-NONE"}, "/answers/0/point"),
                               ({"answered_at": "2999-01-01T00:00:00"}, "/answers/0/answered_at"),
                               ({"outcome": "GOOD"}, "/answers/0/outcome"),
                               ({"text": " "}, "/answers/0/text")):
            path, _ = self.answers(**members)
            self.assertIn(place, self.fails(1, "assess", self.dossier, "--out", self.out,
                                            "--answers", path))
        path, point = self.answers()
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(self.read("checklist.json")["input_digest"], "0" * 64))
        told = self.succeeds("assess", self.dossier, "--out", self.out, "--answers", path).decode()
        self.assertIn("较早的评估", told)
        self.fails(1, "assess", self.dossier, "--out", self.out, "--since", path)

    def test_screens_are_small_and_sealed_and_go_when_they_are_not_asked_for(self):
        self.succeeds("assess", self.dossier, "--out", self.out, "--feed", "--since", self.earlier)
        home = self.read("feed/home.json")
        names = [f"{screen['name']}-{page + 1}.json" for screen in home["screens"]
                 for page in range(screen["pages"])]
        self.assertEqual(sorted(os.listdir(self.out / "feed")), sorted(["home.json", *names]))
        for path in (self.out / "feed").iterdir():
            self.assertLessEqual(path.stat().st_size, 50_000)
        self.assertEqual(home["changes_since"], [])
        self.succeeds("verify", self.out)
        self.succeeds("assess", self.dossier, "--out", self.out)
        self.assertEqual(sorted(os.listdir(self.out)), OUTPUTS)
        self.succeeds("verify", self.out)

    def test_a_dossier_that_grows_is_assessed_at_once(self):
        description = json.loads((self.dossier / "dossier.json").read_text(encoding="utf-8"))
        whole = json.dumps(description, ensure_ascii=False)
        description["sources"] = [source for source in description["sources"]
                                  if source["kind"] != "STATEMENT"]
        (self.dossier / "dossier.json").write_text(json.dumps(description, ensure_ascii=False),
                                                   encoding="utf-8")
        self.succeeds("assess", self.dossier, "--out", self.out)
        partial = self.read("assessment.json")
        self.assertGreater(partial["counts"]["not_evaluated"], 20)
        self.assertIn("M-STMT", [item["id"] for item in partial["materials"]
                                 if item["status"] == "MISSING"])
        shutil.copy(self.out / "assessment.json", self.earlier)
        (self.dossier / "dossier.json").write_text(whole, encoding="utf-8")
        self.succeeds("assess", self.dossier, "--out", self.out, "--since", self.earlier)
        changes = self.read("changes.json")
        self.assertEqual([item["to"] for item in changes["sources"]], ["USED"])
        self.assertTrue(changes["score_points"])
        self.assertTrue(any(item["from"] == "NOT_EVALUATED" and item["to"] == "PASS"
                            for item in changes["changed_findings"]))

    def test_quiet_prints_nothing_and_no_colours_leave_a_terminal(self):
        self.assertEqual(self.succeeds("assess", self.dossier, "--out", self.out, "--quiet"), b"")
        self.assertNotIn(b"\x1b", self.succeeds("assess", self.dossier, "--out", self.out))
        self.assertIn(b"\x1b[", self.in_a_terminal({"TERM": "xterm", "NO_COLOR": ""}))
        self.assertNotIn(b"\x1b", self.in_a_terminal({"TERM": "xterm", "NO_COLOR": "1"}))
        self.assertNotIn(b"\x1b", self.in_a_terminal({"TERM": "dumb", "NO_COLOR": ""}))

    def in_a_terminal(self, environment):
        """Standard output alone is a terminal."""
        ours, theirs = os.openpty()
        process = subprocess.Popen([OPTIONS.zhun, "assess", self.dossier, "--out", self.out],
                                   stdout=theirs, stderr=subprocess.DEVNULL,
                                   env={**os.environ, **environment})
        os.close(theirs)
        shown = b""
        try:
            while part := os.read(ours, 65536):
                shown += part
        except OSError:  # the other end is closed
            pass
        os.close(ours)
        self.assertEqual(process.wait(60), 0)
        return shown

    def test_unmasked_output_says_so_everywhere(self):
        text = self.succeeds("assess", self.dossier, "--out", self.out, "--masking", "none",
                             "--feed").decode()
        self.assertIn("未脱敏", text)
        self.assertIn("未脱敏", (self.out / "report.html").read_text(encoding="utf-8"))
        for name in ("assessment.json", "checklist.json", "feed/home.json", "feed/points-1.json"):
            self.assertEqual(self.read(name)["masking"], "none", name)

    def test_no_identity_stands_in_any_output(self):
        """Every file, every line: no valid identity number, no mobile number, no account or card of the dossier."""
        identity = json.loads((self.dossier / "dossier.json").read_text(encoding="utf-8"))["customer"]["legal_rep_id"]
        path, _ = self.answers(text=f"电话13800138000，账号6225880100000000007，身份证{identity}",
                               answered_by="王小明")
        for masking in ("inside-bank", "outward"):
            shown = self.succeeds("assess", self.dossier, "--out", self.out, "--answers", path, "--feed",
                                  "--since", self.earlier, "--masking", masking)
            contents = {"terminal": shown}
            for file in self.out.rglob("*"):
                if file.is_file():
                    contents[str(file.relative_to(self.out))] = file.read_bytes()
            self.assertGreater(len(contents), 12)
            for name, content in contents.items():
                self.assertEqual(identities_in(content.decode()), [], (masking, name))
                self.assertNotIn("王小明", content.decode(), name)
        self.assertEqual(len(identities_in(path.read_text(encoding="utf-8"))), 3)

    def wait_until(self, condition, what):
        deadline = time.monotonic() + 30
        while not condition():
            self.assertLess(time.monotonic(), deadline, what)
            time.sleep(0.05)

    def test_watch_refreshes_keeps_the_last_good_report_and_ends_with_130(self):
        shown, told = self.folder / "shown", self.folder / "told"
        out = self.folder / "watched"
        with shown.open("wb") as stdout, told.open("wb") as stderr:
            process = subprocess.Popen([OPTIONS.zhun, "assess", self.dossier, "--out", out, "--watch", "--json"],
                                       stdout=stdout, stderr=stderr)
        try:
            lines = lambda: shown.read_text(encoding="utf-8").splitlines()
            self.wait_until(lambda: len(lines()) == 1, "the first run")
            good = {path.name: path.read_bytes() for path in out.iterdir()}
            description = (self.dossier / "dossier.json").read_text(encoding="utf-8")
            (self.dossier / "dossier.json").write_text(description[:100], encoding="utf-8")
            self.wait_until(lambda: "the last good report stays" in told.read_text(), "the broken file")
            self.assertEqual({path.name: path.read_bytes() for path in out.iterdir()}, good)
            whole = json.loads(description)
            whole["application"]["requested_fen"] += 100
            text = json.dumps(whole, ensure_ascii=False)
            with (self.dossier / "dossier.json").open("w", encoding="utf-8") as file:
                for begin in range(0, len(text), len(text) // 4):  # written slowly
                    file.write(text[begin:begin + len(text) // 4])
                    file.flush()
                    time.sleep(0.1)
            self.wait_until(lambda: len(lines()) == 2, "the refresh")
            self.assertTrue(json.loads(lines()[1])["changes"]["any"])
            self.assertEqual(told.read_text().count("stays as it is"), 1)  # never a half-written file
            self.assertEqual([name for name in os.listdir(out) if name.startswith(".")], [])
        finally:
            process.send_signal(signal.SIGINT)
            self.assertEqual(process.wait(30), 130)
        self.succeeds("verify", out)


def identities_in(text):
    """Identity, mobile and card numbers that stand whole in a text; digests and numbers in them do not count."""
    found = [number for number in re.findall(r"(?<![0-9A-Za-z])[1-9]\d{16}[\dX](?![0-9A-Za-z])", text)
             if "10X98765432"[sum(int(digit) * weight for digit, weight in zip(
                 number, (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2))) % 11] == number[17]]
    found += re.findall(r"(?<![0-9A-Za-z.,])1[3-9]\d{9}(?![0-9A-Za-z.])", text)
    return found + re.findall(r"(?<![0-9A-Za-z.])62\d{14,17}(?![0-9A-Za-z.])", text)


class Files(Command):
    """A dossier of what applicants hand in: a PDF statement, a workbook of invoices, an invoice as PDF, a zip with a
    password."""

    FIXTURES = HERE.parent / "read/fixtures"

    def setUp(self):
        super().setUp()
        for name in ("pdf/psbc.pdf", "pdf/digital_plain.pdf", "sheets/invoices.xlsx", "archives/wechat_aes256.zip"):
            shutil.copy(self.FIXTURES / name, self.dossier)
        path = self.dossier / "dossier.json"
        description = json.loads(path.read_text(encoding="utf-8"))
        description["as_of"] = "2026-07-02"
        description.pop("invoices")
        description.pop("invoices_period")
        retrieved = {"retrieved_at": "2026-04-01T09:10:00"}
        description["sources"] += [
            {"file": "psbc.pdf", "kind": "STATEMENT", "bank": "样品储蓄银行", "retrieved_at": "2026-07-01T09:10:00"},
            {"file": "wechat_aes256.zip", "kind": "STATEMENT", **retrieved},
            {"file": "invoices.xlsx", "kind": "INVOICES", **retrieved},
            {"file": "digital_plain.pdf", "kind": "INVOICES", **retrieved}]
        path.write_text(json.dumps(description, ensure_ascii=False), encoding="utf-8")
        self.secrets = self.folder / "secrets.txt"
        self.secrets.write_bytes(b"wechat_aes256.zip\t283746\n\n")
        if b"PDFium" in zhun("parse", self.dossier / "psbc.pdf").stderr:
            self.skipTest("PDFium is not here (ZHUN_PDFIUM names it)")

    def test_all_kinds_of_files_come_into_one_assessment(self):
        self.succeeds("assess", self.dossier, "--out", self.out, "--password-file", self.secrets)
        assessment = json.loads((self.out / "assessment.json").read_text(encoding="utf-8"))
        layouts = {source["name"]: source["layout"] for source in assessment["sources"]}
        self.assertEqual(layouts["psbc.pdf"], "bank-pdf")
        self.assertEqual(layouts["digital_plain.pdf"], "einvoice-pdf")
        self.assertEqual(layouts["invoices.xlsx"], "invoice-xlsx")
        self.assertTrue(layouts["wechat_aes256.zip"].startswith("wechat-"), layouts)
        rows = {source["name"]: source["rows"] for source in assessment["sources"]}
        self.assertEqual((rows["psbc.pdf"], rows["digital_plain.pdf"]), (80, 1))

    def test_a_password_that_is_missing_or_wrong_names_the_file_and_is_never_told(self):
        message = self.fails(1, "assess", self.dossier, "--out", self.out)
        self.assertIn("wechat_aes256.zip", message)
        self.secrets.write_bytes(b"wechat_aes256.zip\tn0tth1s\r\n")
        message = self.fails(1, "assess", self.dossier, "--out", self.out, "--password-file", self.secrets)
        self.assertIn("wechat_aes256.zip", message)
        self.assertNotIn("n0tth1s", message)
        self.assertFalse(self.out.exists())

    def test_the_password_file_is_read_line_by_line(self):
        for line in (b"wechat_aes256.zip 283746", b"\t283746", b"wechat_aes256.zip\t", b"other.zip\t283746"):
            self.secrets.write_bytes(b"\n" + line + b"\n")
            message = self.fails(1, "assess", self.dossier, "--out", self.out, "--password-file", self.secrets)
            self.assertIn("password file", message)
            self.assertIn("2", message)
            self.assertNotIn("283746", message)

    def test_a_zip_with_a_pdf_is_read(self):
        with zipfile.ZipFile(self.dossier / "invoices.zip", "w") as archive:
            archive.write(self.dossier / "digital_plain.pdf", "a.pdf")
        self.edit("dossier.json", '"digital_plain.pdf"', '"invoices.zip"')
        self.succeeds("assess", self.dossier, "--out", self.out, "--password-file", self.secrets)
        assessment = json.loads((self.out / "assessment.json").read_text(encoding="utf-8"))
        self.assertIn(("invoices.zip", "einvoice-pdf", 1),
                      [(source["name"], source["layout"], source["rows"]) for source in assessment["sources"]])


class BadInput(Command):
    def nothing_written(self, *expected_words, secret=None):
        message = self.fails(1, "assess", self.dossier, "--out", self.out)
        self.assertFalse(self.out.exists())
        for word in expected_words:
            self.assertIn(word, message)
        if secret:
            self.assertNotIn(secret, message)

    def test_no_such_folder(self):
        shutil.rmtree(self.dossier)
        self.nothing_written("cannot be opened")

    def test_no_dossier_json(self):
        (self.dossier / "dossier.json").unlink()
        self.nothing_written("dossier.json")

    def test_a_named_file_is_missing(self):
        (self.dossier / "bank.csv").unlink()
        self.nothing_written("bank.csv", "cannot be opened")

    def test_a_named_file_is_a_folder_or_a_pipe(self):
        (self.dossier / "bank.csv").unlink()
        (self.dossier / "bank.csv").mkdir()
        self.nothing_written("bank.csv")
        (self.dossier / "bank.csv").rmdir()
        os.mkfifo(self.dossier / "bank.csv")
        self.nothing_written("bank.csv", "regular file")

    def test_names_must_stay_inside_the_folder(self):
        (self.folder / "outside.csv").write_bytes((self.dossier / "bank.csv").read_bytes())
        for name in ("../outside.csv", str(self.folder / "outside.csv"), "a/../../outside.csv"):
            shutil.copy(HERE / "dossier" / "dossier.json", self.dossier)
            self.edit("dossier.json", '"bank.csv"', json.dumps(name))
            self.nothing_written("dossier.json", "inside the dossier's folder")
        shutil.copy(HERE / "dossier" / "dossier.json", self.dossier)
        (self.dossier / "bank.csv").unlink()
        (self.dossier / "bank.csv").symlink_to(self.folder / "outside.csv")
        self.nothing_written("bank.csv", "outside")

    def test_truncated_json(self):
        text = (self.dossier / "dossier.json").read_bytes()
        (self.dossier / "dossier.json").write_bytes(text[: len(text) // 2])
        self.nothing_written("dossier.json")

    def test_impossible_date(self):
        self.edit("dossier.json", "2026-04-02", "2026-02-31")
        self.nothing_written("dossier.json", "as_of", secret="2026-02-31")

    def test_amount_with_letters(self):
        self.edit("bank.csv", "67800.00", "678OO.00")
        self.nothing_written("bank.csv", "row 5", "column 4", secret="678OO")

    def test_amount_beyond_64_bits(self):
        self.edit("bank.csv", "67800.00", "99999999999999999999.00")
        self.nothing_written("bank.csv", "row 5", "column 4", secret="9999999999")

    def test_impossible_date_in_a_statement(self):
        self.edit("bank.csv", "2025-12-06", "2025-12-36")
        self.nothing_written("bank.csv", "row 5", "column 1", secret="2025-12-36")

    def test_wrong_encoding(self):
        path = self.dossier / "bank.csv"
        path.write_bytes(path.read_bytes() + b"\xff\xff\x00\xfe\x80,,\r\n")
        self.nothing_written("bank.csv")

    def test_unknown_layout(self):
        (self.dossier / "bank.csv").write_text("a,b,c\n1,2,3\n")
        self.nothing_written("bank.csv")

    def test_amount_in_dossier_json_beyond_64_bits(self):
        self.edit("dossier.json", '"requested_fen": 20000000', '"requested_fen": 2e300')
        self.nothing_written("dossier.json", "/application/requested_fen", secret="2e300")

    def test_a_failing_write_leaves_nothing(self):
        if os.geteuid() == 0 and not pathlib.Path("/dev/full").exists():
            self.skipTest("needs a place that cannot be written")
        self.out.write_text("a file where the folder should be")
        self.fails(1, "assess", self.dossier, "--out", self.out)
        self.out.unlink()
        deep = self.folder / "file" / "below"
        (self.folder / "file").write_text("")
        self.fails(1, "assess", self.dossier, "--out", deep)
        self.out.mkdir()
        (self.out / "report.html").mkdir()
        self.fails(1, "assess", self.dossier, "--out", self.out)
        self.assertEqual(os.listdir(self.out), ["report.html"])

    def test_every_truncation_of_the_statement_succeeds_or_says_why(self):
        original = (self.dossier / "bank.csv").read_bytes()
        step = 7 if "ZHUN_LONG" in os.environ else 97
        for size in range(0, len(original), step):
            (self.dossier / "bank.csv").write_bytes(original[:size])
            done = zhun("assess", self.dossier, "--out", self.out)
            self.assertIn(done.returncode, (0, 1), (size, done.stderr))
            self.assertEqual(self.out.exists(), done.returncode == 0, size)
            shutil.rmtree(self.out, ignore_errors=True)


class Parse(Command):
    def test_statement_rows_in_the_shape_that_the_design_promises(self):
        statement = json.loads(self.succeeds("parse", self.dossier / "bank.csv", "--json"))
        rows = statement["rows"]
        self.assertEqual(statement["currency"], "CNY")
        self.assertIsInstance(statement["findings"], list)
        lines = (self.dossier / "bank.csv").read_text(encoding="utf-8").splitlines()[3:]
        self.assertEqual(len(rows), len(lines))
        for row, line in zip(rows, lines):
            date, _, inflow, outflow, balance, name, _, _ = line.split(",")
            self.assertEqual(row["date"], date)
            self.assertEqual(row["direction"], "in" if inflow else "out")
            self.assertEqual(row["amount"], inflow or outflow)
            self.assertEqual(row["balance"], balance)
            self.assertEqual(row["counterparty"] or "", name)
            self.assertIn(row["verified"], (True, False))

    def test_json_is_the_default_and_standard_input_is_a_file(self):
        bank = self.dossier / "bank.csv"
        self.assertEqual(self.succeeds("parse", bank), self.succeeds("parse", "--json", bank))
        self.assertEqual(self.succeeds("parse", bank),
                         self.succeeds("parse", "-", stdin=bank.read_bytes()))

    def test_csv_has_a_line_a_row(self):
        text = self.succeeds("parse", self.dossier / "bank.csv", "--csv").decode()
        self.assertEqual(len(text.splitlines()), 25)
        self.assertIn("2025-12-06,10:02:41,out,67800.00,345200.00,CNY", text)

    def same_as_json(self, rows, statement):
        self.assertEqual(len(rows), len(statement["rows"]))
        for ours, row in zip(rows, statement["rows"]):
            self.assertEqual(ours["date"], row["date"])
            self.assertEqual(ours["time"], row["time"])
            self.assertEqual(ours["direction"], row["direction"])
            self.assertEqual(ours["amount_fen"], int(row["amount"].replace(".", "")))
            balance = row["balance"]
            self.assertEqual(ours["balance_fen"], balance and int(balance.replace(".", "")))
            for name in ("counterparty", "summary", "purpose", "kind", "channel", "reference"):
                self.assertEqual(ours[name] or "", row[name])
            self.assertEqual(ours["verified"], row["verified"])
            self.assertEqual(ours["currency"], statement["currency"])

    def test_arrow_has_the_rows_of_the_json(self):
        bank = self.dossier / "bank.csv"
        stream = self.succeeds("parse", bank, "--format", "arrow")
        self.assertEqual(stream, self.succeeds("parse", bank, "--arrow"))
        fields, metadata, rows = arrow_stream.read(stream)
        self.assertIn(("amount_fen", "int64", False), fields)
        self.assertEqual(metadata["zhun.kind"], "statements")
        self.same_as_json(rows, json.loads(self.succeeds("parse", bank)))

    def test_arrow_of_invoices_tax_and_nothing(self):
        invoices = self.folder / "invoices.json"
        invoices.write_text(json.dumps([{"no": "1", "date": "2026-01-05", "amount_fen": -5,
                                         "rate": "0.13", "sign": "RED"}]))
        row = arrow_stream.read(self.succeeds("parse", invoices, "--arrow"))[2][0]
        self.assertEqual((row["amount_ex_fen"], row["rate"], row["red"], row["item"]),
                         (-5, "0.13", True, None))
        tax = self.folder / "tax.json"
        tax.write_text('{"vat_declared":[{"period":"2026-Q1","sales_ex_fen":7}]}')
        row = arrow_stream.read(self.succeeds("parse", tax, "--arrow"))[2][0]
        self.assertEqual((row["from"], row["to"], row["sales_ex_fen"], row["tax_payable_fen"]),
                         ("2026-01-01", "2026-03-31", 7, None))
        empty = self.folder / "empty.json"
        empty.write_text('{"rows":[]}')
        fields, _, rows = arrow_stream.read(self.succeeds("parse", empty, "--arrow"))
        self.assertEqual((len(fields), rows), (21, []))
        self.fails(1, "parse", self.dossier / "registry.json", "--arrow")

    def test_arrow_is_read_by_pyarrow_where_it_is_there(self):
        try:
            import pyarrow
        except ImportError:
            self.skipTest("pyarrow is not installed; arrow_stream.py has read the same streams")
        stream = self.succeeds("parse", self.dossier / "bank.csv", "--arrow")
        table = pyarrow.ipc.open_stream(io.BytesIO(stream)).read_all()
        table.validate(full=True)
        _, _, rows = arrow_stream.read(stream)
        self.assertEqual(table.column("amount_fen").to_pylist(), [row["amount_fen"] for row in rows])
        self.assertEqual(table.column("summary").to_pylist(), [row["summary"] for row in rows])

    def test_why_tells_columns_decisions_and_what_holds(self):
        text = self.succeeds("parse", self.dossier / "bank.csv", "--why").decode()
        for word in ("bank.csv: account statement", "delimited text", "encoding", "comma", "header",
                     "row 3", "layout", "columns", "direction", "dates", "rows", "totals",
                     "balances", "notes"):
            self.assertIn(word, text)
        recognised = json.loads(self.succeeds("parse", self.dossier / "bank.csv"))["recognised"]
        self.assertEqual([item["field"] for item in recognised if item["what"] == "column"],
                         (self.dossier / "bank.csv").read_text(encoding="utf-8").splitlines()[2]
                         .split(","))
        text = self.succeeds("parse", self.dossier / "registry.json", self.dossier / "bank.csv",
                             "--why").decode()
        self.assertIn("registry.json: government data", text)
        self.assertIn("\n\nbank.csv: account statement", text)

    def test_output_file_is_whole_or_not_there(self):
        bank, out = self.dossier / "bank.csv", self.folder / "rows.csv"
        self.assertEqual(self.succeeds("parse", bank, "--csv", "-o", out), b"")
        self.assertEqual(out.read_bytes(), self.succeeds("parse", bank, "--csv"))
        before = out.read_bytes()
        self.fails(1, "parse", self.folder / "missing.csv", "--csv", "-o", out)
        self.assertEqual(out.read_bytes(), before)
        self.assertIn("is the file that is read", self.fails(1, "parse", bank, "-o", bank))
        self.assertIn("regular file", self.fails(1, "parse", bank, "-o", self.folder))
        self.fails(1, "parse", bank, "-o", self.folder / "nowhere" / "rows.csv")
        self.succeeds("parse", bank, "-o", "rows.json", cwd=self.folder)
        self.assertEqual(sorted(os.listdir(self.folder)), ["rows.csv", "rows.json", "small"])

    def test_a_password_comes_from_a_file_or_standard_input_and_is_never_told(self):
        bank, secret = self.dossier / "bank.csv", self.folder / "password.txt"
        secret.write_bytes(b"s3cret\r\nrest\n")
        self.assertEqual(self.succeeds("parse", bank, "--password-file", secret),
                         self.succeeds("parse", bank, "--password-file", "-", stdin=b"s3cret"))
        secret.write_bytes(b"\nrest\n")
        self.assertIn("first line", self.fails(1, "parse", bank, "--password-file", secret))
        self.fails(1, "parse", bank, "--password-file", self.folder / "missing.txt")
        self.fails(2, "parse", "-", "--password-file", "-", stdin=b"")

    def test_a_pdf_library_that_is_none_is_named(self):
        self.assertIn("PDFium", self.fails(1, "parse", self.dossier / "bank.csv", "--pdfium",
                                           self.dossier / "bank.csv"))

    def test_government_data_are_json_and_no_csv(self):
        record = json.loads(self.succeeds("parse", self.dossier / "registry.json"))
        self.assertEqual(record["kind"], "government")
        self.assertNotIn("social_security", record)
        self.fails(1, "parse", self.dossier / "registry.json", "--csv")

    def test_several_files_are_all_or_nothing(self):
        files = json.loads(self.succeeds("parse", self.dossier / "bank.csv",
                                         self.dossier / "registry.json"))["files"]
        self.assertEqual(len(files), 2)
        self.fails(1, "parse", self.dossier / "bank.csv", self.folder / "missing.csv")

    def test_bad_files_are_status_1(self):
        for name, content in (("empty.csv", b""), ("letter.txt", b"dear bank\nhello\n"),
                              ("half.json", b'{"schema":"gov-pull/1","data":{'),
                              ("deep.json", b"[" * 100000), ("zeros", b"\0" * 4096)):
            path = self.folder / name
            path.write_bytes(content)
            self.assertIn(name, self.fails(1, "parse", path))


class Policy(Command):
    def test_export_then_check_and_use_gives_the_built_in_result(self):
        pack = self.folder / "pack"
        self.succeeds("policy", "export", pack)
        version = self.succeeds("--version").decode().splitlines()[1].split(" ", 1)[1]
        self.assertIn(version, self.succeeds("policy", "check", pack).decode())
        self.succeeds("assess", self.dossier, "--out", self.out)
        other = self.folder / "other"
        self.succeeds("assess", self.dossier, "--out", other, "--policy", pack)
        self.assertEqual(self.outputs(self.out), self.outputs(other))

    def test_export_never_overwrites(self):
        pack = self.folder / "pack"
        self.succeeds("policy", "export", pack)
        before = {path: path.read_bytes() for path in pack.rglob("*") if path.is_file()}
        self.fails(1, "policy", "export", pack)
        self.assertEqual({path: path.read_bytes() for path in before}, before)

    def test_a_table_with_an_error_is_named(self):
        pack = self.folder / "pack"
        self.succeeds("policy", "export", pack)
        table = sorted(pack.rglob("*.dmn"))[0]
        text = table.read_text(encoding="utf-8")
        table.write_text(text[: len(text) // 2], encoding="utf-8")
        self.assertIn(table.name, self.fails(1, "policy", "check", pack))
        self.fails(1, "assess", self.dossier, "--out", self.out, "--policy", pack)
        self.assertFalse(self.out.exists())
        self.fails(1, "policy", "check", self.folder / "missing")


class Documents(Command):
    def test_documents_and_tables_are_written_together_and_the_same_each_time(self):
        folders = [self.folder / "first", self.folder / "second"]
        for folder in folders:
            told = self.succeeds("assess", self.dossier, "--out", self.out, "--documents", folder)
            self.assertIn(str(folder), told.decode())
        first, second = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders)
        self.assertEqual(first, second)
        self.assertEqual(len(first), 23)
        self.assertTrue(all(content.startswith(b"PK") for content in first.values()))
        self.fails(2, "assess", self.dossier, "--documents", "")

    def test_a_template_of_the_bank_is_used_or_refused_with_its_name(self):
        pack = self.folder / "pack"
        self.succeeds("policy", "export", pack)
        own = pack / "documents" / "B01.docx"
        shutil.copy(pack / "documents" / "D05.docx", own)
        folder = self.folder / "documents"
        self.succeeds("assess", self.dossier, "--out", self.out, "--policy", pack, "--documents", folder)
        self.assertTrue((folder / "B01.docx").is_file())
        content = own.read_bytes()
        own.write_bytes(content.replace(b"{{customer.name}}", b"{{customer.nam_}}"))
        shutil.rmtree(folder)
        shutil.rmtree(self.out)
        # The stored parts have a checksum: a careless edit is damage.
        self.assertIn("documents/B01.docx", self.fails(1, "policy", "check", pack))
        self.assertIn("documents/B01.docx", self.fails(1, "assess", self.dossier, "--out", self.out, "--policy",
                                                       pack, "--documents", folder))
        self.assertFalse(folder.exists() or self.out.exists())


def as_an_editor_writes(dmn):
    """The same model as editors with dmn-moddle write it: a prefix for every element of DMN, attributes on lines of
    their own, an exporter, a diagram."""
    dmn = re.sub(r'<(/?)([A-Za-z]+)', r'<\1dmn:\2', dmn.split("?>", 1)[1])
    dmn = dmn.replace(' xmlns="', ' xmlns:modeler="http://camunda.org/schema/modeler/1.0" '
                      'xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" '
                      'xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/" '
                      'modeler:executionPlatform="Camunda Platform" xmlns:dmn="', 1)
    diagram = ('  <dmndi:DMNDI>\n    <dmndi:DMNDiagram id="diagram">\n      <dmndi:DMNShape id="shape" '
               'dmnElementRef="S05">\n        <dc:Bounds height="80" width="180" x="160" y="100" />\n'
               '      </dmndi:DMNShape>\n    </dmndi:DMNDiagram>\n  </dmndi:DMNDI>\n')
    return ('<?xml version="1.0" encoding="UTF-8"?>\n' +
            dmn.strip().replace("</dmn:definitions>", diagram + "</dmn:definitions>\n"))


class EditedThreshold(Command):
    def finding(self, folder):
        judged = json.loads((folder / "assessment.json").read_text(encoding="utf-8"))
        return next(item for item in judged["findings"] if item["id"] == "S05")

    def test_a_threshold_changed_by_an_editor_changes_the_assessment(self):
        pack = self.folder / "pack"
        self.succeeds("policy", "export", pack)
        self.succeeds("assess", self.dossier, "--out", self.out, "--policy", pack)
        before = self.finding(self.out)
        table = pack / "checks-statement.dmn"
        text = table.read_text(encoding="utf-8")
        start = text.index('<decision id="S05"')
        end = text.index("</decision>", start)
        whole = text[:start] + re.sub(r"&lt; 0\.[0-9]+", "&lt; 0", text[start:end]) + text[end:]
        if before["status"] == "PASS":  # every ratio is below it
            whole = text[:start] + re.sub(r"&lt; 0\.[0-9]+", "&lt; 1000", text[start:end]) + text[end:]
        self.assertNotEqual(whole, text)
        table.write_text(as_an_editor_writes(text), encoding="utf-8")
        same = self.folder / "same"
        self.succeeds("assess", self.dossier, "--out", same, "--policy", pack)
        self.assertEqual(self.finding(same)["status"], before["status"])
        table.write_text(as_an_editor_writes(whole), encoding="utf-8")
        self.succeeds("policy", "check", pack)
        other = self.folder / "other"
        self.succeeds("assess", self.dossier, "--out", other, "--policy", pack)
        self.assertEqual({before["status"], self.finding(other)["status"]}, {"PASS", "FAIL"})


class Decisions(Command):
    def test_cases_are_counted_by_level(self):
        cases = HERE.parent / "score" / "cases"
        self.assertRegex(self.succeeds("dmn", "test", cases).decode(), r"(?m)^cases: [0-9]+ passed, 0 failed")
        level = self.folder / "level"
        shutil.copytree(cases / "0001-hit-policies", level / "0001-hit-policies")
        test = next(level.rglob("*.xml"))
        text = test.read_text(encoding="utf-8")
        at = text.index("<expected")
        value = text.index("<value", at)
        end = text.index("</value>", value)
        test.write_text(text[:value] + "<value>no such answer" + text[end:], encoding="utf-8")
        done = zhun("dmn", "test", level)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stdout.decode(), r"(?m)^level: [0-9]+ passed, 1 failed$")
        self.fails(1, "dmn", "test", self.folder / "missing")
        self.fails(2, "dmn", "test")

    def test_a_model_runs_with_its_trace(self):
        (self.folder / "t.csv").write_text("months,out:y\n>= 24,yes\n,no\n")
        dmn, facts = self.folder / "t.dmn", self.folder / "in.json"
        self.succeeds("policy", "import", self.folder / "t.csv", "--out", dmn, "--decision", "d")
        facts.write_text('{"months": 22}')
        self.assertEqual(json.loads(self.succeeds("dmn", "run", dmn, "--input", facts, "--json")), {"d": "no"})
        whole = json.loads(self.succeeds("dmn", "run", dmn, "--input", facts, "--json", "--trace"))
        table = whole["trace"][0]["tables"][0]
        self.assertEqual((whole["results"], whole["inputs"], table["fired"]), ({"d": "no"}, {"months": 22}, [2]))
        self.assertEqual([[cell["holds"] for cell in rule["cells"]] for rule in table["rules"]], [[False], [True]])
        self.assertEqual(table["near_misses"][0]["cells"][0]["distance"], 2)
        self.assertEqual(len(whole["digest"]), 64)
        self.assertIn(b"months would have to be >= 24, is 22 (2 more)",
                      self.succeeds("dmn", "run", dmn, "--input", facts, "--trace"))
        facts.write_text("{}")
        self.assertIn(b"d = ", self.succeeds("dmn", "run", dmn, "--input", facts))
        self.fails(2, "dmn", "run", dmn)
        dmn.write_text(dmn.read_text().replace("&gt;= 24", "[9..3]"))
        self.assertIn("t.dmn", self.fails(1, "dmn", "run", dmn, "--input", facts))


class Threshold(Command):
    def test_policy_compares_packs_and_what_they_decide(self):
        own = self.folder / "own"
        own.mkdir()
        (own / "policy.json").write_text(json.dumps(
            {"name": "branch", "version": "1", "extends": "zhun-default",
             "tables": "own-tables.json"}))
        (own / "own-tables.json").write_text(json.dumps({"parameters": {"cycle_days": 14}}))
        self.assertIn(b"branch@1#", self.succeeds("policy", "check", own))
        text = self.succeeds("policy", "diff", "default", own, self.dossier).decode()
        self.assertIn("tables.json, /parameters/cycle_days: 10 -> 14\n", text)
        self.assertIn(" of 1 dossiers are judged differently\n", text)
        self.succeeds("assess", self.dossier, "--out", self.out, "--policy", own)
        (own / "own-tables.json").write_text(json.dumps({"parameters": {"own": 1}}))
        self.assertIn("/parameters/own", self.fails(1, "policy", "check", own))

    def test_the_guide_for_credit_officers_is_followed_literally(self):
        source = HERE.parent.parent
        guide = (source / "docs" / "policy.zh-CN.md").read_text(encoding="utf-8")
        (self.folder / "dossiers").symlink_to(source / "examples" / "dossiers")
        tools = self.folder / "bin"
        tools.mkdir()
        (tools / "zhun").symlink_to(pathlib.Path(OPTIONS.zhun).resolve())
        path = f"{tools}{os.pathsep}{os.environ['PATH']}"
        said = []
        for block in re.findall(r"```sh\n(.*?)```", guide, re.DOTALL):
            done = subprocess.run(["bash", "-e", "-c", block], capture_output=True, text=True,
                                  encoding="utf-8", cwd=self.folder, timeout=300,
                                  env=dict(os.environ, PATH=path))
            self.assertEqual((done.returncode, done.stderr), (0, ""), block)
            said.append(done.stdout)
        whole = "".join(said)
        self.assertEqual(whole.count("  S05: PASS -> FAIL WARN"), 3)   # own pack twice, branch once
        self.assertIn("占61.64%，低于65%", whole)
        self.assertIn("branch-jinan@2026.11#", whole)
        self.assertIn("B01, rule 01, night_share: nothing -> > 0.50", whole)

    def test_policy_takes_a_table_from_a_sheet_and_runs_it(self):
        (self.folder / "t.csv").write_text("x,out:y\n>= 10,high\n,low\n")
        dmn, facts = self.folder / "t.dmn", self.folder / "facts.csv"
        self.succeeds("policy", "import", self.folder / "t.csv", "--out", dmn, "--decision", "d")
        facts.write_text("id,x\na,12\nb,3\n")
        one = self.succeeds("policy", "run", dmn, "--input", facts, "--keep", "id", "--reasons")
        self.assertEqual(one.decode(), "id,d,reasons,problem\r\na,high,d 1,\r\nb,low,d 2,\r\n")
        self.assertEqual(one, self.succeeds("policy", "run", dmn, "--input", facts, "--keep", "id",
                                            "--reasons", "--threads", "3"))
        self.fails(1, "policy", "run", dmn, "--input", facts, "--decisions", "nothing")
        self.fails(2, "policy", "run", dmn)

    def test_scorecard_is_fitted_scored_and_watched(self):
        rows = [f"{i % 97},{'ab'[i % 2]},{int(i * 53 % 100 < 50 - i % 97 // 3)}" for i in range(800)]
        table = self.folder / "cases.csv"
        table.write_text("\n".join(["income,city,bad", *rows]) + "\n")
        card = self.folder / "card"
        self.assertIn(b"AUC", self.succeeds("scorecard", "fit", table, "--out", card))
        self.assertEqual(sorted(path.name for path in card.iterdir()),
                         ["bins.csv", "fit.json", "report.html", "scorecard.pmml"])
        json.loads((card / "fit.json").read_text())
        scores = self.succeeds("scorecard", "score", card / "scorecard.pmml", "--input", table)
        self.assertEqual(scores, self.succeeds("pmml", "run", card / "scorecard.pmml", "--input",
                                               table, "--threads", "2"))
        self.assertEqual(scores.count(b"\n"), 801)
        self.assertIn(b"stable", self.succeeds("scorecard", "monitor", card / "scorecard.pmml",
                                               "--then", table, "--now", table))
        written = self.succeeds("pmml", "write", card / "scorecard.pmml")
        self.assertEqual(written, (card / "scorecard.pmml").read_bytes())
        self.fails(1, "scorecard", "fit", table, "--out", card, "--target", "nothing")
        self.fails(2, "scorecard", "fit", table)
        self.fails(1, "pmml", "check", table)

    def test_changing_a_table_changes_the_decision_without_code(self):
        """A knock-out that always fires turns the proposal."""
        pack = self.folder / "pack"
        self.succeeds("policy", "export", pack)
        before = json.loads(self.succeeds("assess", self.dossier, "--out", self.out, "--json"))
        changed = False
        for table in sorted(pack.rglob("*.dmn")):
            text = table.read_text(encoding="utf-8")
            raised = re.sub(r"(<(?:\w+:)?inputEntry[^>]*>\s*<(?:\w+:)?text>\s*(?:&lt;=?|<!\[CDATA\[<=?)\s*)"
                            r"[\d.]+", r"\g<1>99999999999", text)
            changed = changed or raised != text
            table.write_text(raised, encoding="utf-8")
        self.assertTrue(changed, "no table compares with a threshold")
        after = json.loads(self.succeeds("assess", self.dossier, "--out", self.out, "--json",
                                         "--policy", pack))
        self.assertNotEqual(before["policy"], after["policy"])
        self.assertNotEqual(before["counts"], after["counts"])


class Match(Command):
    INVOICES = ("id,seller,buyer,amount_fen,date,due\n"
                "I1,本店,济南泉润建材有限公司,1234567,2026-01-05,2026-02-05\n"
                "I2,本店,青岛海晟机械有限公司,765432,2026-01-09,2026-02-09\n")
    FLOWS = ("id,owner,counterparty,amount_fen,date,memo\n"
             "F1,本店,泉润建材有限公同,1234567,2026-01-30,货款\n"
             "F2,本店,青岛海晟机械有限公司,50000,2026-02-01,保证金\n")

    def write(self, name, text):
        path = self.folder / name
        path.write_bytes(text.encode())
        return path

    def test_links_are_printed_with_why(self):
        words = ["match", "--invoices", self.write("i.csv", self.INVOICES), "--flows",
                 self.write("f.csv", self.FLOWS)]
        lines = self.succeeds(*words).decode().splitlines()
        self.assertEqual(lines[0],
                         "invoice,flow,amount_fen,kind,probability,ambiguous,interchangeable,why")
        self.assertEqual(len(lines), 2)
        self.assertTrue(lines[1].startswith("I1,F1,1234567,single,"))
        answer = json.loads(self.succeeds(*words, "--json"))
        self.assertEqual([(link["invoice"], link["flow"]) for link in answer["links"]],
                         [("I1", "F1")])
        self.assertIn("resembles", answer["links"][0]["why"])

    def test_an_invoice_list_and_a_statement_do_as_well(self):
        invoices = self.write("list.csv", "数电票号码,开票日期,销方名称,购买方名称,金额,税额\n"
                              "24370000000000010001,2026-01-05,样例商贸有限公司,济南泉润建材有限公司,"
                              "10000.00,1300.00\n")
        bank = self.write("bank.csv", "交易日期,收入,支出,余额,对方户名,摘要\n"
                          "2026-01-30,11300.00,,21300.00,济南泉润建材有限公司,货款\n"
                          "2026-01-31,,300.00,21000.00,国网山东省电力公司,电费\n")
        answer = json.loads(self.succeeds("match", "--invoices", invoices, "--flows", bank,
                                          "--own-name", "样例商贸有限公司", "--json"))
        self.assertEqual([(link["invoice"], link["flow"], link["amount_fen"])
                          for link in answer["links"]],
                         [("24370000000000010001", "row 1", 1130000)])

    def test_what_is_wrong_is_named_with_its_place(self):
        bad = self.write("i.csv", self.INVOICES.replace("1234567", "12,3"))
        message = self.fails(1, "match", "--invoices", bad, "--flows",
                             self.write("f.csv", self.FLOWS))
        self.assertIn("row 2", message)
        self.fails(2, "match", "--invoices", bad)

    def test_names_are_resolved(self):
        clean = self.write("clean.csv", "id,name\n7,济南泉润建材有限公司\n8,青岛海晟机械有限公司\n")
        messy = self.write("messy.csv", "id,name\na,泉润建材有限公\nb,完全不同的名称股份有限公司\n")
        lines = self.succeeds("resolve", "--clean", clean, "--messy", messy).decode().splitlines()
        self.assertEqual(lines[0], "id,name,match_id,match_name,score,why")
        self.assertTrue(lines[1].startswith("a,泉润建材有限公,7,济南泉润建材有限公司,"))
        answer = json.loads(self.succeeds("resolve", "--clean", clean, "--messy", messy, "--json"))
        self.assertLess(answer[1]["score"], 0.5)


class Ocr(Command):
    PAGE = HERE / "scan" / "page.png"

    def read(self, *words):
        done = zhun("ocr", *words)
        if b"there is no OCR engine" in done.stderr:
            self.skipTest("no OCR engine is built")
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        return json.loads(done.stdout)

    def test_a_page_is_read_exactly_and_proved(self):
        answer = self.read(self.PAGE)
        truth = json.loads((HERE / "scan" / "truth.json").read_text(encoding="utf-8"))["rows"]
        self.assertEqual(len(answer["rows"]), len(truth))
        verified = 0
        for row, expected in zip(answer["rows"], truth):
            if row["verified"]:
                verified += 1
                self.assertEqual((row["date"], row["direction"], row["amount"], row["balance"]),
                                 tuple(expected[key] for key in ("date", "direction", "amount",
                                                                 "balance")))
            self.assertEqual(len(row["boxes"]["amount"]), 4)
        self.assertGreaterEqual(verified, 4)

    def test_the_same_page_gives_the_same_bytes_and_a_picture_of_its_reading(self):
        self.read(self.PAGE)
        html = self.folder / "page.html"
        first = self.succeeds("ocr", self.PAGE, "--debug-html", html)
        self.assertEqual(first, self.succeeds("ocr", self.PAGE))
        page = html.read_text(encoding="utf-8")
        self.assertIn("data:image/png;base64,", page)
        self.assertNotIn("<script", page)

    def test_what_is_no_picture_or_no_statement_is_refused(self):
        self.read(self.PAGE)
        text = self.folder / "a.png"
        text.write_bytes(b"no picture")
        self.fails(1, "ocr", text)
        self.fails(1, "ocr", self.folder / "missing.png")
        self.fails(2, "ocr")
        self.fails(2, "ocr", self.PAGE, "--engine", "none")
        self.assertIn("--engine-path", self.fails(1, "ocr", self.PAGE, "--engine-path",
                                                  self.folder))

    def scan_in_dossier(self):
        shutil.copy(self.PAGE, self.dossier / "scan.png")
        self.edit("dossier.json", '"file": "bank.csv"', '"file": "scan.png"')
        for member in ('   "period_from": "2025-12-01",\n', '   "period_to": "2026-03-31",\n',
                       '   "opening_balance_fen": 30000000,\n'):
            self.edit("dossier.json", member, "")

    def test_a_scan_is_a_source_of_a_dossier(self):
        self.read(self.PAGE)
        self.scan_in_dossier()
        self.succeeds("assess", self.dossier, "--out", self.out)
        answer = json.loads((self.out / "assessment.json").read_text(encoding="utf-8"))
        truth = json.loads((HERE / "scan" / "truth.json").read_text(encoding="utf-8"))["rows"]
        rows = answer["scans"][0]["rows"]
        self.assertEqual([row["amount"] for row in rows], [row["amount"] for row in truth])
        self.assertEqual(answer["facts"]["scanned_rows"]["value"], len(truth))
        total = sum(round(float(row["amount"]) * 100) for row in truth if row["direction"] == "in")
        self.assertEqual(answer["facts"]["gross_inflow"]["value"], f"{total / 100:.2f}")
        self.assertGreaterEqual(answer["facts"]["scan_proved_rows"]["value"], len(truth) - 1)

    def test_without_an_engine_the_scan_is_told_as_unread(self):
        self.scan_in_dossier()
        done = zhun("assess", self.dossier, "--out", self.out, "--engine-path", self.folder)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        self.assertIn(b"there is no OCR engine", done.stderr)
        answer = json.loads((self.out / "assessment.json").read_text(encoding="utf-8"))
        source = [s for s in answer["sources"] if s["kind"] == "STATEMENT"][0]
        self.assertEqual((source["status"], source["rows"]), ("NOT_READ", 0))
        self.assertEqual(answer["scans"], [])
        finding = [f for f in answer["findings"] if f["id"] == "X40"][0]
        self.assertEqual((finding["status"], finding["severity"]), ("FAIL", "WARN_SEVERE"))
        self.assertEqual(answer["facts"]["gross_inflow"]["state"], "missing")
        self.fails(1, "assess", self.dossier, "--out", self.out, "--engine-path", self.folder,
                   "--engine", "tesseract")
        self.fails(2, "assess", self.dossier, "--engine", "other")

    def test_parse_says_what_reads_a_picture(self):
        self.assertIn("zhun ocr", self.fails(1, "parse", self.PAGE))

    def test_words_of_another_ocr_give_the_same_form(self):
        truth = json.loads((HERE / "scan" / "truth.json").read_text(encoding="utf-8"))["rows"]
        lines = [["交易日期", "借贷标志", "交易金额", "账户余额", "对方户名"]]
        lines += [[r["date"], {"in": "贷", "out": "借"}[r["direction"]], r["amount"], r["balance"],
                   r["counterparty"]] for r in truth]
        words = [{"text": text, "score": 0.98, "box": [20 + c * 260, 80 + n * 40,
                                                       200 + c * 260, 104 + n * 40]}
                 for n, line in enumerate(lines) for c, text in enumerate(line) if text]
        path = self.folder / "words.json"
        path.write_text(json.dumps({"pages": [{"words": words}]}), encoding="utf-8")
        answer = json.loads(self.succeeds("normalize", path))
        self.assertEqual([(r["date"], r["direction"], r["amount"], r["balance"])
                          for r in answer["rows"]],
                         [(r["date"], r["direction"], r["amount"], r["balance"]) for r in truth])
        self.assertGreaterEqual(sum(r["verified"] for r in answer["rows"]), len(truth) - 1)
        self.assertEqual(self.succeeds("normalize", "-", stdin=path.read_bytes()),
                         self.succeeds("normalize", path))
        path.write_text("[]", encoding="utf-8")
        self.fails(1, "normalize", path)
        self.fails(2, "normalize")
        self.fails(2, "normalize", path, path)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--zhun", required=True)
    OPTIONS, rest = parser.parse_known_args()
    unittest.main(argv=["cli_test.py", "-v", *rest])
