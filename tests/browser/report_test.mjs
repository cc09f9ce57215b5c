// The investigation report in headless Chromium. Times are printed, never asserted.
//
// node report_test.mjs --zhun PROGRAM --present-tests PROGRAM --chromium PROGRAM --modules DIR
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

const options = {};
for (let i = 2; i + 1 < process.argv.length; i += 2) options[process.argv[i].slice(2)] = process.argv[i + 1];
const require = createRequire(join(options.modules, 'package.json'));
const { chromium } = require('playwright-core');
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const examples = join(dirname(fileURLToPath(import.meta.url)), '../../examples/dossiers');
const EXAMPLES = ['packaged-applicant', 'sole-proprietor', 'trading-company'];
const CHARTS = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8', 'c9'];
const folder = mkdtempSync(join(tmpdir(), 'zhun-browser-'));
const reports = {};
let browser;

function assess(dossier, name, environment = {}) {
  execFileSync(options.zhun, ['assess', dossier, '--out', join(folder, name)],
    { env: { ...process.env, ...environment }, stdio: 'pipe' });
  return join(folder, name, 'report.html');
}
// A report of the invented assessment that the tests of the library use.
function sample(name, environment) {
  const path = join(folder, name + '.html');
  execFileSync(options['present-tests'], ['-tc=the report is written*,the charts are written*'],
    { env: { ...process.env, ...environment, [name === 'charts' ? 'ZHUN_CHARTS_OUT' : 'ZHUN_REPORT_OUT']: path }, stdio: 'pipe' });
  return path;
}
function changedDossier(name, change) {
  const copy = join(folder, name + '-dossier');
  cpSync(join(examples, 'packaged-applicant'), copy, { recursive: true });
  const path = join(copy, 'dossier.json');
  const dossier = JSON.parse(readFileSync(path, 'utf8'));
  change(dossier, copy);
  writeFileSync(path, JSON.stringify(dossier));
  return copy;
}
async function open(path, settings = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...settings });
  const page = await context.newPage();
  page.problems = [];
  page.requests = [];
  page.on('console', (message) => { if (message.type() === 'error') page.problems.push(message.text()); });
  page.on('pageerror', (error) => page.problems.push(String(error)));
  page.on('request', (request) => page.requests.push(request.url()));
  if (settings.javaScriptEnabled !== false) {
    await page.addInitScript(() => {
      window.violations = [];
      document.addEventListener('securitypolicyviolation', (event) => window.violations.push(event.violatedDirective));
    });
  }
  await page.goto(pathToFileURL(path).href);
  return page;
}
const close = (page) => page.context().close();
const data = (path, id) => JSON.parse(
  readFileSync(path, 'utf8').split(`<script type="application/json" id="${id}">`)[1].split('</script>')[0]);

// Whole fen as the report writes them; half away from zero.
function yuan(fen) {
  const text = String(Math.abs(fen)).padStart(3, '0');
  return (fen < 0 ? '\u2212' : '') + text.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',') + '.' + text.slice(-2);
}
function rounded(fen, unit) { return Math.sign(fen) * Math.floor((2 * Math.abs(fen) + unit) / (2 * unit)); }
const wan = (fen) => yuan(rounded(fen, 10000));
function wanShort(fen) { const tenths = rounded(fen, 100000); return yuan(tenths * 10).replace(/0$/, ''); }
const fenOf = (text) => Math.round(Number(text.replace(/[,\s+]/g, '').replace('\u2212', '-')) * 100);

before(async () => {
  browser = await chromium.launch({ executablePath: options.chromium, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  for (const name of EXAMPLES) reports[name] = assess(join(examples, name), name);
  reports.probes = sample('probes', { ZHUN_REPORT_PROBES: '1' });
  reports['rows-5000'] = sample('rows-5000', { ZHUN_REPORT_ROWS: '357' });
  reports['rows-20000'] = sample('rows-20000', { ZHUN_REPORT_ROWS: '1428' });
  reports['rows-50001'] = sample('rows-50001', { ZHUN_REPORT_ROWS: '3572' });
});
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('size: one file within its budget, one request, no foreign address', async () => {
  for (const [name, megabytes] of [['rows-5000', 0.6], ['rows-20000', 1.2], ['rows-50001', 5]]) {
    const bytes = statSync(reports[name]).size;
    console.log(`${name}: ${bytes} bytes, ${data(reports[name], 'rows').total} rows`);
    assert.ok(bytes <= megabytes * 1e6, `${name} has ${bytes} bytes`);
  }
  for (const name of EXAMPLES) {
    const html = readFileSync(reports[name], 'utf8').replaceAll('http://www.w3.org/2000/svg', '');
    assert.doesNotMatch(html, /https?:/);
    const page = await open(reports[name]);
    await page.waitForTimeout(50);
    assert.deepEqual(page.requests, [page.url()]);
    assert.deepEqual(page.problems, []);
    await close(page);
  }
});

test('axe: no violation on the desk and on the phone, with the drawer open, with a module folded', async () => {
  for (const name of ['packaged-applicant', 'probes']) {
    for (const width of [1440, 390]) {
      const page = await open(reports[name], { viewport: { width, height: 900 }, bypassCSP: true });
      const violations = async (state, tags) => {
        const found = await page.evaluate(async (wanted) => {
          const result = await window.axe.run(document, { runOnly: { type: 'tag', values: wanted }, resultTypes: ['violations'] });
          return result.violations.map((v) => `${v.id}: ${v.nodes.length}: ${v.nodes[0].html.slice(0, 160)}`);
        }, tags);
        assert.deepEqual(found, [], `${name} at ${width}, ${state}`);
      };
      const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
      await page.evaluate(axeSource);
      await page.click('#m3 .fold');
      await violations('one module folded', [...tags, 'best-practice']);
      await page.click('.chip');
      await violations('drawer open', tags);
      await close(page);
    }
  }
});

test('content policy: nothing is blocked while loading, hovering, opening every evidence, printing', async () => {
  const page = await open(reports['packaged-applicant']);
  for (const chart of CHARTS) await page.hover(`#${chart} svg`);
  const opened = await page.evaluate(() => {
    let count = 0;
    const seen = new Set();
    for (const chip of document.querySelectorAll('.chip')) {
      if (seen.has(chip.dataset.e)) continue;
      seen.add(chip.dataset.e);
      chip.click();
      const drawer = document.getElementById('drawer');
      if (drawer.open && document.getElementById('drawer-title').textContent === '证据 ' + chip.dataset.e) ++count;
      document.getElementById('drawer-close').click();
    }
    return [count, JSON.parse(document.getElementById('evidence').textContent).evidence.length];
  });
  assert.equal(opened[0], opened[1]);
  await page.pdf({ preferCSSPageSize: true, printBackground: true });
  assert.deepEqual(await page.evaluate(() => window.violations), []);
  assert.deepEqual(page.problems, []);
  await close(page);
});

test('hostile text in every field is text', async () => {
  for (const javaScriptEnabled of [true, false]) {
    const page = await open(reports.probes, { javaScriptEnabled });
    page.on('dialog', () => assert.fail('a script of the document ran'));
    assert.equal(await page.locator('img:not([id^=crop-])').count(), 0);
    assert.equal(await page.locator('script').count(), 3);
    if (javaScriptEnabled) {
      await page.fill('#f-text', '<img src=x');
      await page.waitForTimeout(250);
      assert.equal(await page.locator('.grid-table img').count(), 0);
      assert.deepEqual(await page.evaluate(() => window.violations), []);
    }
    assert.ok((await page.locator('body').innerText()).includes('<img src=x onerror=alert(1)>'));
    await close(page);
  }
});

// Text of every page of a PDF.
function pagesOf(pdf) {
  const path = join(folder, 'print.pdf');
  writeFileSync(path, pdf);
  return execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8', maxBuffer: 1 << 26 }).split('\f').slice(0, -1);
}
const squeezed = (text) => text.normalize('NFKC').replace(/\s+/g, '');

test('print: at most 12 pages, the same without a script, page 1 complete, no figure blank or cut', async () => {
  for (const name of EXAMPLES) {
    const counts = [];
    for (const javaScriptEnabled of [true, false]) {
      const page = await open(reports[name], { javaScriptEnabled });
      const figures = await page.locator('figure.chart').evaluateAll((list) => list.map((figure) => {
        const texts = figure.querySelectorAll('svg text');
        return { id: figure.id, title: figure.querySelector('h3').textContent, last: texts[texts.length - 1].textContent };
      }));
      if (javaScriptEnabled) await page.evaluate(() => window.scrollTo(0, 4000));
      const pages = pagesOf(await page.pdf({ preferCSSPageSize: true, printBackground: true })).map(squeezed);
      counts.push(pages.length);
      assert.ok(pages[0].includes('放款前待办') && !pages[0].includes('主体与申请'), 'page 1 is the summary');
      assert.ok(pages[1].includes('主体与申请'), 'page 1 ends with the summary');
      for (const figure of figures) {
        const at = pages.findIndex((text) => text.includes(squeezed(figure.title).slice(0, 12)) && text.includes(squeezed(figure.last)));
        assert.ok(at > 0, `${name}: ${figure.id} is not whole on one page`);
      }
      if (!javaScriptEnabled || name === EXAMPLES[0]) {
        await page.emulateMedia({ media: 'print' });
        for (const figure of figures) {
          const png = await page.locator(`#${figure.id} .plot`).screenshot();
          assert.ok(png.length > 5000, `${name}: ${figure.id} has no ink`);  // an empty one has below 1,500
        }
      }
      await close(page);
    }
    console.log(`${name}: ${counts[0]} pages`);
    assert.ok(counts[0] <= 12, `${name} has ${counts[0]} pages`);
    assert.equal(counts[0], counts[1]);
  }
});

// What the rows in the page give, in whole fen.
function totals(table) {
  const result = { in: 0, out: 0, months: {}, classes: {} };
  for (let i = 0, day = 0; i < table.d.length; ++i) {
    day += table.d[i];
    const cls = table.classes[table.c[i]];
    if (table.k[i] || cls === '重复（不计）') continue;
    const side = table.a[i] < 0 ? 'out' : 'in';
    const month = (result.months[new Date(day * 864e5).toISOString().slice(0, 7)] ??= { in: 0, out: 0 });
    const sum = (result.classes[cls] ??= { in: 0, out: 0 });
    for (const place of [result, month, sum]) place[side] += Math.abs(table.a[i]);
  }
  return result;
}

test('numbers: totals, months and classes are what the rows give; facts are those of the assessment', async () => {
  for (const name of EXAMPLES) {
    const sums = totals(data(reports[name], 'rows'));
    const page = await open(reports[name]);
    const body = (figure) => page.locator(`#${figure} details tbody tr`).evaluateAll((rows) =>
      rows.map((row) => [...row.children].map((cell) => cell.textContent)));
    for (const [head, , , , , net] of (await body('c2')).map((r) => [r[0], r[1], r[2], r[3], r[4], r[5]])) {
      const month = sums.months[head.slice(0, 7)];
      assert.equal(fenOf(net), month.in - month.out, `${name} ${head}`);
    }
    for (const row of await body('c1')) {
      const sum = row[0] === '合计' ? sums : sums.classes[row[0]];
      assert.equal(row[1] === '—' ? 0 : fenOf(row[1]), sum.in, `${name} ${row[0]} in`);
      assert.equal(row[3] === '—' ? 0 : fenOf(row[3]), sum.out, `${name} ${row[0]} out`);
    }
    assert.ok((await page.locator('#c1 h3').textContent()).includes(`毛流入 ${wan(sums.in)} 万元`));
    const { facts } = JSON.parse(readFileSync(join(dirname(reports[name]), 'assessment.json'), 'utf8'));
    let compared = 0;
    for (const entry of data(reports[name], 'evidence').evidence) {
      const fact = entry.rule?.startsWith('指标 ') ? facts[entry.rule.slice(3)] : undefined;
      if (typeof fact?.value !== 'string' || !/^-?\d+\.\d\d$/.test(fact.value)) continue;
      const fen = Number(fact.value.replace('.', ''));
      if (entry.value.endsWith(' 万元')) assert.equal(entry.value, wan(fen) + ' 万元', entry.title);
      else if (entry.value.endsWith(' 元')) assert.equal(fenOf(entry.value.slice(0, -2)), fen, entry.title);
      else continue;
      ++compared;
    }
    assert.ok(compared >= 5, `${compared} facts compared`);
    // Page 1 says what the evidence behind it says.
    const cards = await page.locator('.kpi').evaluateAll((list) => list.map((card) =>
      [card.querySelector('.value')?.textContent.replace(/\s/g, ''), card.querySelector('.chip')?.dataset.e]));
    const byId = Object.fromEntries(data(reports[name], 'evidence').evidence.map((entry) => [entry.id, entry.value]));
    for (const [value, id] of cards) {
      if (!id || !value.endsWith('万元')) continue;
      const evidence = byId[id].endsWith('万元') ? byId[id].replace(/\s/g, '') : wan(fenOf(byId[id].replace(/ 元$/, ''))) + '万元';
      assert.equal(value, evidence);
    }
    await close(page);
  }
});

test('labels of the drawings are the rounded amounts of their marks', async () => {
  let compared = 0;
  for (const name of EXAMPLES) {
    const page = await open(reports[name]);
    for (const chart of ['c1', 'c4', 'c5']) {
      const pairs = await page.locator(`#${chart} svg`).first().evaluate((svg) => {
        const labels = [...svg.querySelectorAll('text')].map((text) => text.textContent);
        return [...svg.querySelectorAll('[data-tip]')].map((mark) => [mark.dataset.tip, labels]);
      }).catch(() => []);
      for (const [tip, labels] of pairs) {
        const amount = /(\u2212?[\d,]+\.\d\d) 元/.exec(tip);
        if (!amount || Math.abs(fenOf(amount[1])) < 1e6) continue;
        const label = wanShort(fenOf(amount[1]));
        assert.ok(labels.some((text) => text.split(' ').includes(label)), `${name} ${chart}: ${tip} is not ${label}`);
        ++compared;
      }
    }
    await close(page);
  }
  assert.ok(compared > 30, `${compared} labels compared`);
});

// Pairs of texts that touch, and texts that leave their drawing.
function collisions() {
  const found = [];
  for (const svg of document.querySelectorAll('svg')) {
    const view = svg.viewBox.baseVal;
    const boxes = [...svg.querySelectorAll('text')].map((text) => [text.getBBox(), text.textContent]);
    for (let i = 0; i < boxes.length; ++i) {
      const [a, name] = boxes[i];
      if (a.x < -1 || a.x + a.width > view.width + 1 || a.y + a.height > view.height + 3) found.push(`outside: ${name}`);
      for (let k = i + 1; k < boxes.length; ++k) {
        const [b, other] = boxes[k];
        // A line of text is taller than its signs: two units of each box are air.
        const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
        const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
        if (across > 0.5 && down > 4) found.push(`${svg.closest('[id]')?.id}: ${name} / ${other}`);
      }
    }
  }
  return found;
}

test('labels never touch, in the examples and in 200 random sets of charts', async () => {
  for (const name of [...EXAMPLES, 'probes']) {
    const page = await open(reports[name]);
    assert.deepEqual(await page.evaluate(collisions), [], name);
    await close(page);
  }
  const page = await open(sample('charts', {}));
  const found = await page.evaluate(collisions);
  assert.equal(await page.locator('svg').count(), 2000);
  assert.deepEqual(found.slice(0, 20), [], `${found.length} collisions`);
  await close(page);
});

test('table: filter, sums, sorting, keys, few elements, filters from charts, CSV', async () => {
  const page = await open(reports['packaged-applicant']);
  const table = data(reports['packaged-applicant'], 'rows');
  const party = table.names[table.n[table.d.length - 1]];
  const wanted = [...table.n.keys()].filter((i) => table.names[table.n[i]].includes(party) || table.texts[table.x[i]].includes(party));
  await page.fill('#f-text', party);
  await page.waitForFunction((count) => document.getElementById('f-count').textContent.startsWith(count + ' 笔'), String(wanted.length));
  const counted = wanted.filter((i) => !table.k[i] && table.classes[table.c[i]] !== '重复（不计）');
  const inward = counted.reduce((sum, i) => sum + Math.max(table.a[i], 0), 0);
  assert.ok((await page.textContent('#f-count')).includes(`收入 ${wan(inward)} 万元`));
  await page.click('#f-clear');
  const amounts = () => page.locator('.height .row > div:nth-child(4)').allTextContents();
  await page.click('[data-sort=a]');
  const rising = (await amounts()).map(fenOf);
  await page.click('[data-sort=a]');
  const falling = (await amounts()).map(fenOf);
  assert.equal(rising[0], Math.min(...table.a));
  assert.equal(falling[0], Math.max(...table.a));
  assert.ok(rising.every((value, i) => i === 0 || rising[i - 1] <= value));
  await page.focus('.grid-table');
  await page.keyboard.press('End');
  await page.waitForTimeout(150);
  const last = await page.locator('.height .row').last().getAttribute('aria-rowindex');
  assert.equal(Number(last), table.d.length + 1);
  assert.ok(await page.locator('.grid-table .row').count() <= 60);
  await page.keyboard.press('Home');
  // A bar, a customer and a day each leave some of the rows.
  const shown = () => page.textContent('#f-count').then((text) => Number(text.split(' ')[0].replace(',', '')));
  for (const mark of ['#c1 [data-filter]', '#c2 [data-filter]', '#c4 [data-filter]', '#c5 [data-filter]']) {
    await page.locator(mark).nth(1).dispatchEvent('click');
    const count = await shown();
    assert.ok(count > 0 && count < table.d.length, `${mark}: ${count}`);
  }
  await page.evaluate(() => document.querySelector('#c6').scrollIntoView());
  const area = await page.locator('#c6 [data-first-day]').boundingBox();
  const week = area.height / 7;
  await page.mouse.click(area.x + week * 2.5, area.y + week * 0.5);
  const monday = Number(await page.getAttribute('#c6 [data-first-day]', 'data-first-day')) + 14;
  let day = 0;
  const ofDay = table.d.filter((gap) => (day += gap) === monday).length;
  assert.equal(await shown(), ofDay);
  await close(page);
  const hostile = await open(reports.probes);
  const [download] = await Promise.all([hostile.waitForEvent('download'), hostile.click('#f-csv')]);
  const csv = readFileSync(await download.path(), 'utf8');
  assert.ok(csv.startsWith('\ufeff"序号"'));
  assert.ok(csv.includes('"\'=HYPERLINK('));
  assert.doesNotMatch(csv, /(^|,)"[=+@\t]/m);
  await close(hostile);
});

test('more rows than the page holds: it says what it shows', async () => {
  const page = await open(reports['rows-50001']);
  const table = data(reports['rows-50001'], 'rows');
  assert.ok(table.total > 50000 && table.d.length >= 50000 && table.d.length < table.total);
  assert.match(await page.textContent('#f-count'), /本页含 [\d,]+ \/ 50,\d\d\d/);
  assert.match(await page.textContent('#m7 h2'), /共 50,\d\d\d 笔；本页含/);
  assert.ok(await page.locator('.grid-table .row').count() <= 60);
  await close(page);
});

test('determinism: another time zone and another language give the same bytes', () => {
  const again = assess(join(examples, 'packaged-applicant'), 'again', { TZ: 'America/New_York', LANG: 'de_DE.UTF-8', LC_ALL: 'C' });
  assert.ok(readFileSync(again).equals(readFileSync(reports['packaged-applicant'])));
});

test('no script: every module, every chart and the evidence can be read', async () => {
  const page = await open(reports['packaged-applicant'], { javaScriptEnabled: false });
  for (const id of ['m0', 'm1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7', 'm8', ...CHARTS, 'E01']) {
    assert.ok(await page.locator(`#${id}`).isVisible(), id);
  }
  await close(page);
});

test('phone: nothing is wider than the screen', async () => {
  for (const name of [...EXAMPLES, 'probes', 'rows-5000']) {
    const page = await open(reports[name], { viewport: { width: 390, height: 844 } });
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390, name);
    await close(page);
  }
});

test('a dossier with one statement, or with nothing: every module says something', async () => {
  const statementOnly = changedDossier('statement', (dossier) => {
    dossier.sources = dossier.sources.filter((source) => source.kind === 'STATEMENT').slice(0, 1);
  });
  const nothing = changedDossier('nothing', (dossier) => { dossier.sources = []; });
  for (const [dossier, rows] of [[statementOnly, 856], [nothing, 0]]) {
    const path = assess(dossier, 'bare-' + rows);
    assert.equal(data(path, 'rows').total, rows);
    const page = await open(path);
    for (let i = 0; i <= 8; ++i) assert.ok((await page.locator(`#m${i}`).innerText()).length > 20, `m${i}`);
    assert.ok((await page.locator('main').innerText()).includes('未提供'));
    assert.deepEqual(page.problems, []);
    assert.deepEqual(await page.evaluate(collisions), []);
    await close(page);
  }
});

test('names of 500 signs, with emoji, with marks that turn the direction, stay in their places', async () => {
  const long = '泉'.repeat(248) + 'W'.repeat(248) + '有限公司';
  const turned = '\u202e司公限有\u202c😀👨‍👩‍👧\u200f<b>x</b>';
  const dossier = changedDossier('names', (description, folderOfCopy) => {
    const old = description.customer.name;
    const replaced = JSON.parse(JSON.stringify(description).replaceAll(old, long));
    Object.assign(description, replaced);
    const path = join(folderOfCopy, 'account.csv');
    const csv = readFileSync(path, 'utf8').replaceAll(old, long).replaceAll('尤书禾', turned)
      .replaceAll('淄博栩峤示例货运有限公司', long.slice(4) + '货运');
    writeFileSync(path, csv);
  });
  const path = assess(dossier, 'names');
  assert.equal(data(path, 'rows').total, 856);
  assert.doesNotMatch(readFileSync(path, 'utf8'), /[\u202a-\u202e\u2066-\u2069\u200f]/);
  for (const width of [1440, 390]) {
    const page = await open(path, { viewport: { width, height: 900 } });
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
    assert.deepEqual(await page.evaluate(collisions), []);
    assert.equal(await page.locator('main b:text-is("x")').count(), 0);
    await close(page);
  }
});

test('times, for the record', async () => {
  for (const [name, slower] of [['rows-5000', 1], ['rows-20000', 1], ['rows-5000', 4]]) {
    const page = await open(reports.probes);
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: slower });
    const begin = Date.now();
    await page.goto(pathToFileURL(reports[name]).href);
    await page.waitForFunction(() => document.querySelectorAll('.height .row').length > 0);
    const ready = Date.now() - begin;
    const [paint, sorted, elements] = await page.evaluate(() => {
      const from = performance.now();
      document.querySelector('[data-sort=n]').click();
      const took = performance.now() - from;
      const first = performance.getEntriesByName('first-contentful-paint')[0];
      return [first ? Math.round(first.startTime) : -1, Math.round(took), document.querySelectorAll('*').length];
    });
    console.log(`${name} at 1/${slower} speed: first paint ${paint} ms, usable ${ready} ms, sorting ${sorted} ms, ${elements} elements, ${cpus().length} cores`);
    await close(page);
  }
});
