extension HTML {
    /// Reads the data of the page and draws its charts.
    ///
    /// Text goes into canvases only, never into the document. A chart whose pixels show a colour
    /// afterwards bears `data-drawn`, so that a test need not trust its eyes.
    static let script = #"""
        (() => {
        'use strict';
        const report = JSON.parse(document.getElementById('report').textContent);
        const byId = id => document.getElementById(id);
        const line = report.timeline;
        let shown = [];

        const number = v => v >= 100 ? v.toFixed(0).replace(/\B(?=(\d{3})+$)/g, ',')
          : String(Number(v.toPrecision(3)));
        const scaled = (v, units, step) => {
          let n = 0;
          while (v >= step - 0.5 && n < units.length - 1) { v /= step; n += 1; }
          return number(v) + ' ' + units[n];
        };
        const time = ns => scaled(ns, ['ns', 'µs', 'ms', 's'], 1000);
        const bytes = n => scaled(n, ['B', 'kB', 'MB', 'GB', 'TB'], 1000);
        const seconds = s => number(s) + ' s';

        const legs = {
          connect: 'TCP connect', handshake: 'TLS handshake', connack: 'CONNACK',
          suback: 'SUBACK', puback: 'PUBACK', pubrec: 'PUBREC', pubcomp: 'PUBCOMP',
          endToEnd: 'End to end', will: 'Will', roundTrip: 'Round trip',
          shadow: 'Shadow'
        };

        const theme = () => {
          const style = getComputedStyle(document.documentElement);
          const value = name => style.getPropertyValue('--' + name).trim();
          return { ink: value('ink'), soft: value('soft'), line: value('line'),
            panel: value('panel'), color: n => value('c' + n % 10) };
        };

        // Powers of ten are the only marks that a logarithmic axis has room for.
        const powers = () => axis => {
          const low = Math.floor(Math.log10(axis.min)), high = Math.ceil(Math.log10(axis.max));
          const steps = high - low > 2 ? [1] : [1, 2, 5];
          axis.ticks = [];
          for (let p = low; p <= high; p += 1) {
            for (const s of steps) {
              const value = s * 10 ** p;
              if (value < axis.min * 0.999 || value > axis.max * 1.001) continue;
              axis.ticks.push({ value });
            }
          }
        };
        const bounds = values => {
          const known = values.filter(v => v > 0);
          if (!known.length) return { min: 1, max: 10 };
          const low = known.reduce((a, b) => Math.min(a, b));
          const high = known.reduce((a, b) => Math.max(a, b));
          const digit = 10 ** Math.floor(Math.log10(low)), top = 10 ** Math.floor(Math.log10(high));
          return { min: Math.floor(low / digit) * digit, max: Math.ceil(high * 1.1 / top) * top };
        };
        const latencyAxis = (t, values) => ({
          type: 'logarithmic', ...bounds(values), afterBuildTicks: powers(),
          grid: { color: t.line, drawBorder: false },
          ticks: { color: t.soft, callback: v => time(v) }
        });
        const timeAxis = t => ({
          type: 'linear', min: 0, max: line.seconds[line.seconds.length - 1],
          grid: { display: false, drawBorder: false },
          ticks: { color: t.soft, maxRotation: 0, callback: v => seconds(v) }
        });
        const legend = t => ({
          position: 'bottom', align: 'start',
          labels: { color: t.ink, usePointStyle: true, pointStyle: 'line', boxWidth: 24,
            padding: 14 }
        });
        // A point without neighbours makes no line, so it has to show itself.
        const isAlone = (data, n) => [n - 1, n + 1].every(m => data[m]?.y == null);
        const set = (label, color, data, more) => ({
          label, data, borderColor: color, backgroundColor: color, borderWidth: 2,
          pointRadius: data.map((_, n) => isAlone(data, n) ? 3 : 0), pointHitRadius: 8,
          clip: 6, spanGaps: false, ...more
        });
        const points = values => line.seconds.map((x, n) => ({ x, y: values[n] }));

        // Where each phase begins, so that a bend in a line has a cause.
        const phases = t => ({
          id: 'phases',
          beforeDatasetsDraw(chart) {
            const { ctx, chartArea: area, scales: { x } } = chart;
            ctx.save();
            ctx.font = '11px ' + Chart.defaults.font.family;
            ctx.textBaseline = 'top';
            for (const phase of report.phases) {
              const from = x.getPixelForValue(phase.startSeconds);
              const end = x.getPixelForValue(phase.startSeconds + phase.seconds);
              const to = Math.min(area.right, end);
              if (!(from <= area.right)) continue;
              ctx.strokeStyle = t.soft;
              ctx.globalAlpha = 0.45;
              ctx.setLineDash([3, 4]);
              ctx.beginPath();
              ctx.moveTo(Math.round(from) + 0.5, area.top - 14);
              ctx.lineTo(Math.round(from) + 0.5, area.bottom);
              ctx.stroke();
              ctx.globalAlpha = 1;
              ctx.fillStyle = t.soft;
              if (ctx.measureText(phase.name).width + 8 < to - from) {
                ctx.fillText(phase.name, from + 4, area.top - 14);
              }
            }
            ctx.restore();
          }
        });

        const overTime = (id, t, datasets, scales, label) => new Chart(byId(id), {
          type: 'line', data: { datasets }, plugins: [phases(t)],
          options: {
            interaction: { mode: 'index', intersect: false },
            layout: { padding: { top: report.phases.length ? 16 : 4 } },
            scales: { x: timeAxis(t), ...scales },
            plugins: {
              legend: legend(t),
              tooltip: { callbacks: { title: i => seconds(i[0].parsed.x), label } }
            }
          }
        });

        const drawings = {
          curve(t) {
            const sets = [], all = [];
            let right = 10;
            Object.keys(legs).forEach((leg, n) => {
              const curve = report.curves[leg], data = [];
              if (!curve) return;
              curve.percentiles.forEach((p, i) => {
                const y = curve.latencies[i];
                if (!(y > 0) || !(p < 100)) return;
                data.push({ x: 100 / (100 - p), y });
                all.push(y);
              });
              if (!data.length) return;
              right = Math.max(right, data[data.length - 1].x);
              const hue = { endToEnd: 0, connect: 6, handshake: 9 }[leg] ?? n - 1;
              sets.push(set(legs[leg], t.color(hue), data,
                leg === 'endToEnd' ? { borderWidth: 3.5, order: -1 } : {}));
            });
            return new Chart(byId('curve'), {
              type: 'line', data: { datasets: sets },
              options: {
                interaction: { mode: 'nearest', axis: 'x', intersect: false },
                scales: {
                  x: {
                    type: 'logarithmic', min: 1, max: right,
                    grid: { color: t.line, drawBorder: false },
                    afterBuildTicks: axis => {
                      axis.ticks = [2];
                      for (let v = 10; v <= right * 1.001; v *= 10) axis.ticks.push(v);
                      axis.ticks = axis.ticks.map(value => ({ value }));
                    },
                    ticks: {
                      color: t.soft, maxRotation: 0, autoSkip: false,
                      callback: v => String(Number((100 - 100 / v).toPrecision(10))) + '%'
                    }
                  },
                  y: latencyAxis(t, all)
                },
                plugins: {
                  legend: legend(t),
                  tooltip: { callbacks: {
                    title: i => 'p' + Number((100 - 100 / i[0].parsed.x).toPrecision(6)),
                    label: i => ' ' + i.dataset.label + ': ' + time(i.parsed.y)
                  } }
                }
              }
            });
          },
          latency(t) {
            const kinds = [['p50', 1], ['p99', 2], ['max', 3]];
            const all = kinds.flatMap(([name]) => line[name]);
            return overTime('latency', t,
              kinds.map(([name, n]) => set(name, t.color(n), points(line[name]))),
              { y: latencyAxis(t, all) },
              i => ' ' + i.dataset.label + ': ' + time(i.parsed.y));
          },
          throughput(t) {
            const rate = values => values.map(v => v / (line.sliceSeconds || 1));
            const axis = more => ({
              beginAtZero: true, ticks: { color: t.soft, callback: v => number(v), precision: 0,
                maxTicksLimit: 8 },
              grid: { color: t.line, drawBorder: false }, grace: '5%', ...more
            });
            return overTime('throughput', t, [
              set('published/s', t.color(0), points(rate(line.published))),
              set('delivered/s', t.color(1), points(rate(line.delivered)), { borderDash: [6, 4] }),
              set('connected (right)', t.color(9), points(line.connected),
                { yAxisID: 'devices', borderWidth: 1.5 })
            ], {
              y: axis(),
              devices: axis({ position: 'right', grid: { display: false, drawBorder: false } })
            }, i => ' ' + i.dataset.label + ': ' + number(i.parsed.y));
          },
          broker(t) {
            const share = v => number(100 * v) + '%';
            const side = (at, format) => ({
              beginAtZero: true, position: at, grace: '5%',
              ticks: { color: t.soft, callback: format, maxTicksLimit: 8 },
              grid: { color: t.line, display: at === 'left', drawBorder: false }
            });
            const sets = [set('processor', t.color(2), points(line.brokerCPU))];
            const scales = { y: side('left', share) };
            if (line.brokerMemory.some(v => v !== null)) {
              sets.push(set('memory (right)', t.color(4), points(line.brokerMemory),
                { yAxisID: 'memory' }));
              scales.memory = side('right', bytes);
            }
            return overTime('broker', t, sets, scales, i => ' ' + i.dataset.label + ': '
              + (i.dataset.yAxisID === 'memory' ? bytes : share)(i.parsed.y));
          },
          bytes(t) {
            const carriers = [['webSocket', 'WebSocket frames', 3],
              ['webSocketUpgrade', 'WebSocket upgrade', 3], ['http', 'HTTP', 5],
              ['tlsRecords', 'TLS records', 6], ['tlsHandshake', 'TLS handshakes', 8]
            ].filter(([name]) => report.bytes[name] > 0);
            const isEstimate = report.bytes.estimated.includes('tcpIP');
            const accounts = [['payload', 'payload', 0], ['topic', 'topic', 7],
              ['mqtt', 'rest of MQTT', 4], ['acknowledgements', 'acknowledgements', 2],
              ['keepAlive', 'keep-alive', 1], ...carriers,
              ['tcpIP', 'TCP/IP' + (isEstimate ? ' (estimate)' : ''), 9]];
            const values = accounts.map(([name]) => report.bytes[name]);
            const ends = {
              id: 'ends',
              afterDatasetsDraw(chart) {
                const { ctx } = chart;
                ctx.save();
                ctx.fillStyle = t.ink;
                ctx.font = '12px ' + Chart.defaults.font.family;
                ctx.textBaseline = 'middle';
                chart.getDatasetMeta(0).data.forEach((bar, n) => {
                  const share = (100 * values[n] / report.bytes.total).toFixed(1) + '%';
                  ctx.fillText(bytes(values[n]) + ' · ' + share, bar.x + 8, bar.y);
                });
                ctx.restore();
              }
            };
            return new Chart(byId('bytes'), {
              type: 'bar', plugins: [ends],
              data: {
                labels: accounts.map(([, label]) => label),
                datasets: [{ data: values, borderRadius: 4, maxBarThickness: 26,
                  backgroundColor: accounts.map(([, , n]) => t.color(n)) }]
              },
              options: {
                indexAxis: 'y', layout: { padding: { right: 110 } },
                scales: {
                  x: { display: false, beginAtZero: true },
                  y: { grid: { display: false, drawBorder: false }, ticks: { color: t.ink } }
                },
                plugins: { legend: { display: false },
                  tooltip: { callbacks: { label: i => ' ' + bytes(i.parsed.x) } } }
              }
            });
          }
        };

        const isDrawn = canvas => {
          const { width, height } = canvas;
          if (!width || !height) return false;
          const pixels = canvas.getContext('2d').getImageData(0, 0, width, height).data;
          for (let n = 0; n < pixels.length; n += 4) {
            const [r, g, b, a] = pixels.subarray(n, n + 4);
            if (a > 127 && Math.max(r, g, b) - Math.min(r, g, b) > 60) return true;
          }
          return false;
        };

        const draw = () => {
          const t = theme();
          shown.forEach(chart => chart.destroy());
          shown = Object.keys(drawings).filter(byId).map(id => drawings[id](t));
          shown.forEach(chart => { chart.canvas.dataset.drawn = isDrawn(chart.canvas); });
        };

        Chart.defaults.animation = false;
        Chart.defaults.maintainAspectRatio = false;
        Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
        draw();
        matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
        addEventListener('beforeprint', () => {
          document.documentElement.dataset.theme = 'light';
          draw();
          document.querySelectorAll('details').forEach(one => { one.open = true; });
        });
        addEventListener('afterprint', () => {
          delete document.documentElement.dataset.theme;
          draw();
        });
        })();
        """#
}
