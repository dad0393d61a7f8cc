/// How pages about conformance look: small enough to stand in each of some hundred pages.
enum ConformanceStyle {
    /// What all of them need: light and dark by the reader's own setting, one column on a phone.
    static let base = """
        :root { color-scheme: light dark; --page: #f4f6f8; --panel: #fff; --ink: #17202a;
          --soft: #566370; --line: #d9e0e6; --link: #1f57b5; --good: #0d6b50; --goods: #dff3ec;
          --bad: #b3232a; --bads: #fbe4e4; --warn: #7d4f00; --warns: #fbefd5; --stills: #e8ecf0; }
        @media (prefers-color-scheme: dark) { :root { --page: #10151b; --panel: #192129;
          --ink: #e8edf2; --soft: #9dabb9; --line: #2c3742; --link: #7fb0ff; --good: #4ecfa4;
          --goods: #14392f; --bad: #ff8d94; --bads: #4a1f23; --warn: #f3bd5b; --warns: #43330f;
          --stills: #2a343e; } }
        * { box-sizing: border-box; }
        body { margin: 0 auto; max-width: 1180px; padding: 0 16px; background: var(--page);
          color: var(--ink); font: 15px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
        h1 { font-size: 24px; line-height: 1.3; margin: 4px 0 10px; }
        h2 { font-size: 18px; margin: 28px 0 6px; } h3 { font-size: 15px; margin: 0; }
        p { margin: 4px 0; } a { color: var(--link); } .kind, .id, .note { color: var(--soft); }
        .kind { margin-top: 20px; } .id { font-size: 13px; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 14px; margin: 10px 0; }
        dt { color: var(--soft); } dd { margin: 0; }
        section, article { scroll-margin-top: 12px; }
        article { background: var(--panel); border: 1px solid var(--line); border-radius: 8px;
          padding: 10px 14px; margin: 8px 0; }
        .badge { display: inline-block; padding: 0 8px; border-radius: 99px; font-size: 13px;
          font-weight: 600; white-space: nowrap; background: var(--stills); color: var(--soft); }
        .passed { background: var(--goods); color: var(--good); }
        .tolerated { background: var(--goods); color: var(--good); font-style: italic; }
        .failed { background: var(--bads); color: var(--bad); }
        .known { background: var(--bads); color: var(--bad); font-weight: 400; }
        .inconclusive, .interrupted { background: var(--warns); color: var(--warn); }
        body.passed, body.failed, body.inconclusive, body.interrupted, body.skipped {
          background: var(--page); color: var(--ink); }
        pre { overflow-x: auto; font-size: 12.5px; line-height: 1.4; margin: 6px 0; padding: 8px;
          background: var(--page); border-radius: 6px; }
        summary { cursor: pointer; } .again { font-size: 12.5px; color: var(--soft); }
        :focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
        footer { padding: 24px 0; color: var(--soft); font-size: 13px; }
        table { border-collapse: collapse; width: 100%; font-size: 14px;
          background: var(--panel); }
        th, td { text-align: left; vertical-align: top; padding: 6px 10px; font-weight: 400;
          border-top: 1px solid var(--line); }
        thead th { color: var(--soft); font-size: 13px; }
        @media print { body { background: #fff; } article { break-inside: avoid; } }
        """

    /// What pages with long lists need beside that.
    static let lists = """
        .filter { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap;
          gap: 8px 16px; padding: 10px 0; background: var(--page); }
        .filter[hidden], [data-row][hidden], section[hidden] { display: none; }
        .filter input, .filter select { font: inherit; padding: 2px 6px; }
        .count { color: var(--soft); font-weight: 400; }
        .scroll { overflow-x: auto; } .scroll th { overflow-wrap: normal; }
        .number { text-align: right; white-space: nowrap; }
        nav ul { padding: 0; list-style: none; display: flex; flex-wrap: wrap; gap: 4px 18px; }
        """

    /// What the matrix needs beside both: a table on a desk, a list on a phone.
    static let matrix = """
        .matrix td, .matrix th + th { white-space: nowrap; width: 124px; }
        .matrix .why { white-space: normal; width: 50%; } .matrix .case { font-size: 13px; }
        .matrix .case th { padding-left: 26px; } .matrix .says { margin: 0; }
        body:has(#cases:not(:checked)) .case { display: none; }
        @media (max-width: 700px) {
          .matrix, .matrix tbody { display: block; } .matrix thead { display: none; }
          .matrix tr { display: flex; flex-wrap: wrap; gap: 4px 10px; padding: 8px;
            border-top: 1px solid var(--line); }
          .matrix th, .matrix td { border: 0; padding: 0; width: auto; }
          .matrix tr th { flex: 1 0 100%; }
          .matrix td::before { content: attr(data-b) " "; font-size: 12px; color: var(--soft); }
        }
        """
}
