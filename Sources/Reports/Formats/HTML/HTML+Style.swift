extension HTML {
    /// Light and dark by the reader's own setting, one column on a phone, plain on paper.
    static let style = """
        :root {
          --page: #f4f6f8; --panel: #ffffff; --ink: #17202a; --soft: #5b6876; --line: #dfe5ea;
          --good: #11775a; --bad: #c0292f; --warn: #9a6200; --still: #52606d;
          --good-soft: #dff3ec; --bad-soft: #fbe4e4; --warn-soft: #fbefd5; --still-soft: #e8ecf0;
          --c0: #2563c9; --c1: #0f9d8a; --c2: #d97a06; --c3: #c8323c; --c4: #7c4fd0;
          --c5: #5b8c1a; --c6: #c2418f; --c7: #0a83b8; --c8: #8a6d3b; --c9: #66758a;
          --banner: #11775a; --banner-end: #0c5a52;
        }
        @media (prefers-color-scheme: dark) {
          :root:not([data-theme="light"]) {
            --page: #10151b; --panel: #192129; --ink: #e8edf2; --soft: #9dabb9; --line: #2c3742;
            --good: #4ecfa4; --bad: #ff8087; --warn: #f3bd5b; --still: #a6b4c2;
            --good-soft: #14392f; --bad-soft: #4a1f23; --warn-soft: #43330f; --still-soft: #2a343e;
            --c0: #6ea8ff; --c1: #3fd0bb; --c2: #ffae4a; --c3: #ff7a82; --c4: #b497ff;
            --c5: #a4d65e; --c6: #f58fcc; --c7: #58c4f2; --c8: #d6b678; --c9: #a6b4c2;
          }
        }
        body.failed { --banner: #b3262d; --banner-end: #86192b; }
        body.inconclusive, body.interrupted { --banner: #8f5a00; --banner-end: #6b4107; }
        body.skipped { --banner: #52606d; --banner-end: #3c4854; }
        * { box-sizing: border-box; }
        body {
          margin: 0; background: var(--page); color: var(--ink);
          font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
          -webkit-text-size-adjust: 100%;
        }
        h1, h2, p, figure, ul { margin: 0; padding: 0; }
        .banner {
          background: linear-gradient(120deg, var(--banner), var(--banner-end)); color: #fff;
          padding: 32px 24px 76px;
        }
        .inner { max-width: 1120px; margin: 0 auto; }
        main, footer { max-width: 1168px; margin: 0 auto; }
        .scenario { font-size: 15px; font-weight: 600; opacity: .85; overflow-wrap: anywhere; }
        h1 {
          display: flex; align-items: center; gap: 16px;
          font-size: 46px; line-height: 1.2; font-weight: 750; letter-spacing: -.02em;
        }
        .mark {
          display: grid; place-items: center; width: 44px; height: 44px; border-radius: 50%;
          background: rgb(255 255 255 / .2); font-size: 26px; line-height: 1;
        }
        .summary { font-size: 19px; margin-top: 6px; overflow-wrap: anywhere; }
        .complaints {
          list-style: none; margin-top: 16px; border-radius: 10px; padding: 6px 16px;
          background: rgb(0 0 0 / .2);
        }
        .complaints li { padding: 6px 0; overflow-wrap: anywhere; }
        .complaints li + li { border-top: 1px solid rgb(255 255 255 / .16); }
        .complaints .note::before { content: "Note: "; font-weight: 600; }
        .about { margin-top: 14px; max-width: 72ch; opacity: .92; overflow-wrap: anywhere; }
        .facts {
          display: flex; flex-wrap: wrap; gap: 4px 22px; list-style: none; margin-top: 16px;
          font-size: 13.5px; opacity: .88; overflow-wrap: anywhere;
        }
        main { padding: 0 24px; margin-top: -48px; display: grid; gap: 20px; }
        main > * { min-width: 0; }
        .cards {
          display: grid; gap: 14px; grid-template-columns: repeat(auto-fit, minmax(142px, 1fr));
        }
        .card, .panel {
          background: var(--panel); border: 1px solid var(--line); border-radius: 12px;
          box-shadow: 0 1px 2px rgb(16 24 40 / .06); min-width: 0;
        }
        .card { padding: 13px 14px; }
        .card h2 { font-size: 13px; font-weight: 600; color: var(--soft); }
        .value {
          font-size: 25px; font-weight: 700; line-height: 1.3; letter-spacing: -.01em;
          font-variant-numeric: tabular-nums; white-space: nowrap;
        }
        .value.long { font-size: 19px; line-height: 1.7; }
        .card.good .value { color: var(--good); }
        .card.bad .value { color: var(--bad); }
        .note { font-size: 13px; line-height: 1.4; color: var(--soft); }
        .complaints .note { font-size: inherit; color: inherit; }
        .panel { padding: 18px 20px; }
        .checks td:first-child { width: 130px; }
        .tables { grid-auto-flow: dense; align-items: start; }
        .panel h2, summary { font-size: 16px; font-weight: 650; line-height: 1.4; }
        .charts, .tables {
          display: grid; gap: 20px; grid-template-columns: repeat(2, minmax(0, 1fr));
        }
        .wide, .charts > .panel:last-child:nth-child(odd) { grid-column: 1 / -1; }
        .canvas { position: relative; height: 290px; margin-top: 12px; }
        .scroll { overflow-x: auto; margin-top: 10px; }
        table { border-collapse: collapse; width: 100%; font-size: 14px; }
        th, td {
          text-align: left; padding: 7px 12px 7px 0; border-top: 1px solid var(--line);
          vertical-align: top; overflow-wrap: anywhere;
        }
        th { font-weight: 500; }
        thead th {
          border-top: 0; color: var(--soft); font-size: 13px; white-space: nowrap;
        }
        th:last-child, td:last-child { padding-right: 0; }
        .broad td:first-child { white-space: nowrap; }
        .number {
          text-align: right; white-space: nowrap; overflow-wrap: normal;
          font-variant-numeric: tabular-nums;
        }
        .badge {
          display: inline-block; padding: 1px 10px; border-radius: 99px; font-size: 13px;
          font-weight: 600; white-space: nowrap; background: var(--still-soft); color: var(--still);
        }
        .badge.passed, .badge.tolerated { background: var(--good-soft); color: var(--good); }
        .badge.failed { background: var(--bad-soft); color: var(--bad); }
        .badge.inconclusive, .badge.interrupted {
          background: var(--warn-soft); color: var(--warn);
        }
        .id { display: block; font-size: 12.5px; color: var(--soft); }
        summary { cursor: pointer; }
        summary:focus-visible { outline: 2px solid var(--c0); outline-offset: 4px; }
        details[open] summary { margin-bottom: 4px; }
        .sparklines figure { margin-top: 14px; font-size: 14px; }
        .sparklines b { font-weight: 500; color: var(--soft); }
        svg { display: block; width: 100%; height: 60px; }
        polyline {
          fill: none; stroke: var(--c0); stroke-width: 2; vector-effect: non-scaling-stroke;
        }
        .unseen {
          position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
        }
        footer { padding: 24px; color: var(--soft); font-size: 13px; overflow-wrap: anywhere; }
        @media (max-width: 820px) {
          .charts, .tables { grid-template-columns: minmax(0, 1fr); }
          .banner { padding: 24px 16px 68px; }
          main { padding: 0 16px; }
          h1 { font-size: 36px; }
          .cards { grid-template-columns: repeat(2, minmax(0, 1fr)); }
          .panel { padding: 16px; }
        }
        @media print {
          body { background: #fff; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
          .panel, .card { box-shadow: none; break-inside: avoid; }
          main { gap: 12px; }
        }
        """
}
