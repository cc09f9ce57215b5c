// The report's behaviour on a screen: evidence drawer, transaction table, folding, tooltips.
// The report reads completely without it. Text only ever enters through textContent.
(function () {
  'use strict';
  var root = document.documentElement;
  var data = JSON.parse(document.getElementById('evidence').textContent);
  var table = JSON.parse(document.getElementById('rows').textContent);
  var byId = {};
  data.evidence.forEach(function (entry) { byId[entry.id] = entry; });
  root.className = 'js';

  function element(tag, text, css) {
    var node = document.createElement(tag);
    if (text !== undefined && text !== '') node.textContent = text;
    if (css) node.className = css;
    return node;
  }
  function find(id) { return document.getElementById(id); }

  // Amounts are whole fen, as numbers, or as digits where a number would not be exact.
  function grouped(fen) {
    var text = String(fen);
    var negative = text.charAt(0) === '-';
    if (negative) text = text.slice(1);
    while (text.length < 3) text = '0' + text;
    var whole = text.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',');
    return (negative ? '\u2212' : '') + whole + '.' + text.slice(-2);
  }
  function plain(fen) {
    return grouped(fen).replace(/,/g, '').replace('\u2212', '-');
  }
  function signed(fen) {
    return (Number(fen) > 0 ? '+' : '') + grouped(fen);
  }
  function isoDay(days) { return new Date(days * 86400000).toISOString().slice(0, 10); }

  // ---- rows -----------------------------------------------------------------------------------
  var count = table.d.length;
  var days = new Array(count);
  for (var i = 0, day = 0; i < count; i++) days[i] = day += table.d[i];
  function rowNumber(i) { return table.i ? table.i[i] : i + 1; }
  function sourceOf(i) { return table.owners[table.s[i]]; }
  function placeOf(i) {
    var page = table.p && table.p[i] ? '\u00b7p' + table.p[i] : '';
    return table.sources[sourceOf(i)] + page + '\u00b7r' + table.r[i];
  }
  function marksOf(bits) {
    return table.marks.filter(function (title, bit) { return bits >> bit & 1; }).join('、');
  }

  // "source:gap.length gap.length;source:..." -> [[first, last], ...] by source
  function decodeSet(text) {
    var result = {};
    text.split(';').forEach(function (part) {
      var colon = part.indexOf(':');
      var end = 0;
      result[parseInt(part.slice(0, colon), 36)] = part.slice(colon + 1).split(' ').map(function (range) {
        var pieces = range.split('.');
        var first = end + parseInt(pieces[0], 36);
        end = first + (pieces[1] ? parseInt(pieces[1], 36) : 0);
        return [first, end];
      });
    });
    return result;
  }
  function inSet(set, source, row) {
    var ranges = set[source];
    if (!ranges) return false;
    var low = 0, high = ranges.length - 1;
    while (low <= high) {
      var middle = low + high >> 1;
      if (row < ranges[middle][0]) high = middle - 1;
      else if (row > ranges[middle][1]) low = middle + 1;
      else return true;
    }
    return false;
  }

  // ---- filter, sort ---------------------------------------------------------------------------
  var state = { text: '', account: '', direction: '', cls: '', mark: '', month: '', day: '', set: null, label: '' };
  var order = [];
  var sorting = { key: 'i', down: false };
  var viewport = document.querySelector('.grid-table');
  var inner = document.querySelector('.height');

  function matching(words, dictionary) {
    return dictionary.map(function (text) { return text.toLowerCase().indexOf(words) >= 0; });
  }
  function directionOf(i) {
    return table.k[i] ? 'neutral' : Number(table.a[i]) < 0 ? 'out' : 'in';
  }
  function select() {
    var words = state.text.trim().toLowerCase();
    var names = words && matching(words, table.names);
    var texts = words && matching(words, table.texts);
    var found = [];
    for (var i = 0; i < count; i++) {
      if (words && !names[table.n[i]] && !texts[table.x[i]]) continue;
      if (state.account !== '' && table.s[i] !== Number(state.account)) continue;
      if (state.direction && directionOf(i) !== state.direction) continue;
      if (state.cls && table.classes[table.c[i]] !== state.cls) continue;
      if (state.mark !== '' && !(table.g[i] >> Number(state.mark) & 1)) continue;
      if (state.day && isoDay(days[i]) !== state.day) continue;
      if (state.month && isoDay(days[i]).slice(0, 7) !== state.month) continue;
      if (state.set && !inSet(state.set, sourceOf(i), table.r[i])) continue;
      found.push(i);
    }
    order = found;
    sortRows();
    summarise();
    viewport.scrollTop = 0;
    draw(true);
  }
  function sortRows() {
    var key = sorting.key, sign = sorting.down ? -1 : 1;
    var values = { i: null, d: days, s: table.s, a: table.a, b: table.b, g: table.g }[key];
    var dictionary = { n: table.names, x: table.texts, c: table.classes }[key];
    var ranks = null;
    if (dictionary) {
      var sorted = dictionary.map(function (text, at) { return at; });
      sorted.sort(function (a, b) { return dictionary[a] < dictionary[b] ? -1 : dictionary[a] > dictionary[b] ? 1 : a - b; });
      ranks = new Array(sorted.length);
      sorted.forEach(function (at, rank) { ranks[at] = rank; });
    }
    order.sort(function (a, b) {
      var difference = ranks ? ranks[table[key][a]] - ranks[table[key][b]] : values ? Number(values[a]) - Number(values[b]) : a - b;
      return difference ? sign * difference : a - b;
    });
    if (key === 'i' && sorting.down) order.reverse();
  }
  function summarise() {
    var inward = 0, outward = 0;
    order.forEach(function (i) {
      if (table.k[i] || table.classes[table.c[i]] === '重复（不计）') return;
      var amount = Number(table.a[i]);
      if (amount < 0) outward -= amount; else inward += amount;
    });
    var rest = table.total > count ? '（本页含 ' + count.toLocaleString('en') + ' / ' + table.total.toLocaleString('en') + '）' : '';
    find('f-count').textContent = order.length.toLocaleString('en') + ' 笔' + rest + ' · 收入 ' +
      grouped(Math.round(inward / 10000)) + ' 万元 · 支出 ' + grouped(Math.round(outward / 10000)) + ' 万元';
    var extra = find('f-extra');
    extra.hidden = !state.label;
    extra.querySelector('span').textContent = state.label ? '只看：' + state.label : '';
    viewport.setAttribute('aria-rowcount', order.length + 1);
  }

  // ---- virtual table --------------------------------------------------------------------------
  var drawn = { from: -1, to: -1 };
  function rowHeight() { return window.matchMedia('(max-width: 760px)').matches ? 62 : 32; }
  function draw(force) {
    var height = rowHeight();
    var from = Math.max(0, Math.floor(viewport.scrollTop / height) - 4);
    var to = Math.min(order.length, from + Math.ceil(viewport.clientHeight / height) + 8);
    if (!force && from === drawn.from && to === drawn.to) return;
    drawn = { from: from, to: to };
    inner.style.height = order.length * height + 'px';
    var rows = document.createDocumentFragment();
    for (var at = from; at < to; at++) rows.appendChild(drawRow(order[at], at, height));
    inner.textContent = '';
    inner.appendChild(rows);
  }
  function drawRow(i, at, height) {
    var row = element('div', '', 'row');
    row.setAttribute('role', 'row');
    row.setAttribute('aria-rowindex', at + 2);
    row.style.top = at * height + 'px';
    var amount = table.k[i] ? grouped(table.a[i]) : signed(table.a[i]);
    var marks = marksOf(table.g[i]);
    var cells = [rowNumber(i), isoDay(days[i]), table.accounts[table.s[i]], amount,
      table.b[i] === '' ? '—' : grouped(table.b[i]), table.names[table.n[i]], table.texts[table.x[i]],
      table.classes[table.c[i]], marks ? (table.g[i] & 3583 ? '◆ ' : '') + marks : '', placeOf(i)];
    cells.forEach(function (text, column) {
      var css = column === 3 ? 'n ' + (table.k[i] ? '' : Number(table.a[i]) < 0 ? 'out' : 'in') : column === 4 ? 'n' : column === 8 ? 'mark' : '';
      var cell = element('div', String(text), css);
      cell.setAttribute('role', 'gridcell');
      if (column === 5 || column === 6) cell.title = String(text);
      if (column === 7) cell.title = '依据：' + table.reasons[table.w[i]];
      row.appendChild(cell);
    });
    return row;
  }

  // ---- CSV ------------------------------------------------------------------------------------
  function csvCell(value) {
    var text = String(value);
    if (/^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text)) text = "'" + text;
    return '"' + text.replace(/"/g, '""') + '"';
  }
  function exportCsv() {
    var lines = [['序号', '日期', '账户', '金额', '余额', '对手方', '摘要', '类别', '依据', '标记', '文件', '位置'].map(csvCell).join(',')];
    order.forEach(function (i) {
      lines.push([rowNumber(i), isoDay(days[i]), table.accounts[table.s[i]], plain(table.a[i]),
        table.b[i] === '' ? '' : plain(table.b[i]), table.names[table.n[i]], table.texts[table.x[i]],
        table.classes[table.c[i]], table.reasons[table.w[i]], marksOf(table.g[i]), table.files[sourceOf(i)], placeOf(i)].map(csvCell).join(','));
    });
    var blob = new Blob(['\ufeff' + lines.join('\r\n') + '\r\n'], { type: 'text/csv;charset=utf-8' });
    var link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = 'transactions.csv';
    document.body.appendChild(link);
    link.click();
    link.remove();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
  }

  // ---- filters from evidence and charts -------------------------------------------------------
  function showFiltered(filter, label) {
    if (filter.indexOf('key=') === 0) {
      data.evidence.forEach(function (entry) { if (entry.key === filter.slice(4)) filter = entry.filter || ''; });
    }
    clearState();
    filter.split('&').forEach(function (part) {
      var at = part.indexOf('=');
      var name = part.slice(0, at), value = part.slice(at + 1);
      if (name === 'month') state.month = value;
      if (name === 'day') state.day = value;
      if (name === 'class') state.cls = value;
      if (name === 'dir') state.direction = value;
      if (name === 'set') state.set = decodeSet(data.sets[Number(value)]);
    });
    state.label = label;
    find('f-class').value = state.cls;
    find('f-direction').value = state.direction;
    unfold(find('m7'));
    select();
    find('m7').scrollIntoView();
    viewport.focus({ preventScroll: true });
  }
  function clearState() {
    state = { text: '', account: '', direction: '', cls: '', mark: '', month: '', day: '', set: null, label: '' };
    ['text', 'account', 'direction', 'class', 'mark'].forEach(function (name) { find('f-' + name).value = ''; });
  }

  function option(list, value, text) {
    var node = element('option', text);
    node.value = value;
    list.appendChild(node);
  }
  function later(work, delay) {
    var timer = 0;
    return function () { clearTimeout(timer); timer = setTimeout(work, delay); };
  }
  function setUpTable() {
    if (!viewport) return;
    table.accounts.forEach(function (name, at) { option(find('f-account'), String(at), name); });
    table.classes.slice().sort().forEach(function (name) { option(find('f-class'), name, name); });
    table.marks.forEach(function (name, bit) {
      if (table.g.some(function (bits) { return bits >> bit & 1; })) option(find('f-mark'), String(bit), name);
    });
    document.querySelector('.ledger').hidden = false;
    var read = function () {
      state.text = find('f-text').value;
      state.account = find('f-account').value;
      state.direction = find('f-direction').value;
      state.cls = find('f-class').value;
      state.mark = find('f-mark').value;
      select();
    };
    find('f-text').addEventListener('input', later(read, 120));
    ['account', 'direction', 'class', 'mark'].forEach(function (name) { find('f-' + name).addEventListener('change', read); });
    find('f-clear').addEventListener('click', function () { clearState(); select(); });
    find('f-extra').querySelector('button').addEventListener('click', function () { clearState(); select(); });
    find('f-csv').addEventListener('click', exportCsv);
    document.querySelector('.filters').addEventListener('submit', function (event) { event.preventDefault(); });
    var heads = document.querySelectorAll('.heads button');
    heads.forEach(function (head) {
      head.addEventListener('click', function () {
        sorting = { key: head.dataset.sort, down: sorting.key === head.dataset.sort && !sorting.down };
        showSorting(heads);
        sortRows();
        draw(true);
      });
    });
    showSorting(heads);
    viewport.addEventListener('scroll', function () { window.requestAnimationFrame(function () { draw(false); }); });
    viewport.addEventListener('keydown', function (event) {
      var height = rowHeight();
      var step = { ArrowDown: height, ArrowUp: -height, PageDown: viewport.clientHeight, PageUp: -viewport.clientHeight,
        Home: -1e9, End: 1e9 }[event.key];
      if (!step) return;
      event.preventDefault();
      viewport.scrollTop += step;
    });
    window.addEventListener('resize', later(function () { draw(true); }, 150));
    select();
  }
  function showSorting(heads) {
    heads.forEach(function (head) {
      var active = head.dataset.sort === sorting.key;
      head.parentNode.setAttribute('aria-sort', active ? sorting.down ? 'descending' : 'ascending' : 'none');
      head.textContent = head.textContent.replace(/ [▲▼]$/, '') + (active ? sorting.down ? ' ▼' : ' ▲' : '');
    });
  }

  // ---- drawer ---------------------------------------------------------------------------------
  var drawer = find('drawer');
  var opener = null;
  function fact(list, label, text) {
    if (!text) return;
    var line = element('div');
    line.appendChild(element('dt', label));
    line.appendChild(element('dd', text));
    list.appendChild(line);
  }
  function sourceTable(entry) {
    var node = element('table');
    var head = node.appendChild(element('thead')).appendChild(element('tr'));
    ['文件', '位置', '原文', '金额（元）'].forEach(function (title, column) {
      var cell = element('th', title, column === 3 ? 'n' : '');
      cell.scope = 'col';
      head.appendChild(cell);
    });
    var body = node.appendChild(element('tbody'));
    entry.rows.forEach(function (row) {
      var line = element('tr', '', row[4] ? 'wrong' : '');
      var file = line.appendChild(element('td', table.sources[row[0]]));
      file.appendChild(element('span', ' ' + table.files[row[0]], 'file'));
      line.appendChild(element('td', row[1] || '—', 'place'));
      line.appendChild(element('td', (row[4] ? '▲ ' : '') + row[2]));
      line.appendChild(element('td', row[3], 'n'));
      body.appendChild(line);
      if (row[5]) body.appendChild(cropsOf(row));
    });
    return node;
  }
  // Pictures of cells stand in the index of the evidence; here they are shown once more.
  function cropsOf(row) {
    var node = element('tr', '', 'crops');
    var cell = node.appendChild(element('td'));
    cell.colSpan = 4;
    if (row[5].v) cell.appendChild(element('p', row[5].v));
    (row[5].c || []).forEach(function (at) {
      var source = find('crop-' + at);
      if (source) cell.appendChild(source.closest('figure').cloneNode(true)).querySelector('img').removeAttribute('id');
    });
    return node;
  }
  function openEvidence(id, from) {
    var entry = byId[id];
    if (!entry) return;
    opener = from;
    find('drawer-title').textContent = '证据 ' + id;
    var body = find('drawer-body');
    body.textContent = '';
    body.appendChild(element('p', entry.title));
    body.appendChild(element('p', entry.value || '—', 'big'));
    var list = body.appendChild(element('dl'));
    fact(list, '说明', entry.text);
    fact(list, '口径', entry.definition);
    fact(list, '计算', entry.calculation);
    (entry.inputs || []).forEach(function (input, at) { fact(list, at ? '\u00a0' : '取值', input[0] + ' = ' + input[1]); });
    fact(list, '可信度', entry.doubt);
    fact(list, '规则', entry.rule && data.policy ? entry.rule + ' · ' + data.policy : entry.rule);
    fact(list, '差距', entry.near_miss);
    if (entry.rows.length) {
      body.appendChild(element('h3', '来源（' + entry.count.toLocaleString('en') + ' 处）'));
      body.appendChild(sourceTable(entry));
      if (entry.count > entry.rows.length) {
        body.appendChild(element('p', '另 ' + (entry.count - entry.rows.length).toLocaleString('en') + ' 处', 'note'));
      }
    }
    if (entry.filter && viewport) {
      var go = body.appendChild(element('button', '在流水明细中查看这些行', 'go'));
      go.type = 'button';
      go.addEventListener('click', function () {
        opener = null;
        closeDrawer();
        showFiltered(entry.filter, id + ' ' + entry.title);
      });
    }
    if (drawer.showModal) drawer.showModal(); else drawer.setAttribute('open', '');
    drawer.scrollTop = 0;
    find('drawer-close').focus();
  }
  function closeDrawer() {
    if (drawer.close) drawer.close(); else drawer.removeAttribute('open');
  }
  drawer.addEventListener('close', function () { if (opener) opener.focus(); });
  drawer.addEventListener('click', function (event) { if (event.target === drawer) closeDrawer(); });
  find('drawer-close').addEventListener('click', closeDrawer);

  // ---- page -----------------------------------------------------------------------------------
  function unfold(module) {
    module.classList.remove('folded');
    module.querySelector('.fold').setAttribute('aria-expanded', 'true');
  }
  document.addEventListener('click', function (event) {
    var chip = event.target.closest('.chip');
    if (chip && byId[chip.dataset.e]) {
      event.preventDefault();
      openEvidence(chip.dataset.e, chip);
      return;
    }
    var fold = event.target.closest('.fold');
    if (fold) {
      var folded = fold.closest('.module').classList.toggle('folded');
      fold.setAttribute('aria-expanded', String(!folded));
      return;
    }
    var mark = event.target.closest('[data-filter]');
    if (mark && viewport) showFiltered(mark.dataset.filter, mark.dataset.tip || '');
    var day = mark ? null : dayAt(event);
    if (day !== null && viewport) showFiltered('day=' + isoDay(day), isoDay(day));
  });

  // The calendar is one area; which day is under the pointer follows from the place.
  function dayAt(event) {
    var area = event.target.closest && event.target.closest('[data-first-day]');
    if (!area) return null;
    var box = area.getBoundingClientRect();
    var rows = Math.floor((event.clientY - box.top) / box.height * 7);
    var weeks = Math.floor((event.clientX - box.left) / box.width * Math.round(area.width.baseVal.value / Number(area.dataset.cell)));
    return Number(area.dataset.firstDay) + weeks * 7 + Math.max(0, Math.min(6, rows));
  }
  function dayWords(day) {
    var inward = 0, outward = 0, number = 0;
    for (var i = 0; i < count; i++) {
      if (days[i] !== day || table.k[i] || table.classes[table.c[i]] === '重复（不计）') continue;
      number++;
      var amount = Number(table.a[i]);
      if (amount < 0) outward -= amount; else inward += amount;
    }
    return isoDay(day) + '：' + number + ' 笔，流入 ' + grouped(inward) + '，流出 ' + grouped(outward) + ' 元';
  }

  var tip = find('tip');
  document.addEventListener('mousemove', function (event) {
    var mark = event.target.closest && event.target.closest('[data-tip]');
    var day = mark ? null : dayAt(event);
    tip.hidden = !mark && day === null;
    if (tip.hidden) return;
    tip.textContent = mark ? mark.dataset.tip : dayWords(day);
    tip.style.left = Math.max(4, Math.min(event.clientX + 12, window.innerWidth - tip.offsetWidth - 8)) + 'px';
    tip.style.top = Math.max(4, event.clientY - tip.offsetHeight - 10) + 'px';
  });

  function followSections() {
    var links = {};
    document.querySelectorAll('nav a').forEach(function (link) {
      links[link.hash.slice(1)] = link;
      link.addEventListener('click', function () {
        var module = find(link.hash.slice(1));
        if (module && module.classList.contains('module')) unfold(module);
      });
    });
    var visible = {};
    var watch = new IntersectionObserver(function (entries) {
      entries.forEach(function (entry) { visible[entry.target.id] = entry.isIntersecting; });
      var current = Object.keys(links).filter(function (id) { return visible[id]; })[0];
      Object.keys(links).forEach(function (id) {
        if (id === current) links[id].setAttribute('aria-current', 'true'); else links[id].removeAttribute('aria-current');
      });
    }, { rootMargin: '-20% 0px -60% 0px' });
    document.querySelectorAll('#m0,.module').forEach(function (section) { watch.observe(section); });
  }
  if (window.IntersectionObserver) followSections();
  document.querySelectorAll('.scripted').forEach(function (node) { node.hidden = false; });
  find('print').addEventListener('click', function () { window.print(); });
  var index = find('index');
  if (index && !/^#(E\d+|index)$/.test(location.hash)) index.open = false;
  window.addEventListener('beforeprint', function () { if (index) index.open = true; });
  window.addEventListener('hashchange', function () { if (index && /^#E\d+$/.test(location.hash)) index.open = true; });
  setUpTable();
})();
