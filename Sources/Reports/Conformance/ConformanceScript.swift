/// The lines that make the filter work; the page is whole without them.
enum ConformanceScript {
    static let element = """
        <script>
        'use strict';
        (() => {
          const bar = document.querySelector('.filter');
          if (!bar) return;
          const field = name => bar.querySelector('[name="' + name + '"]');
          const rows = [...document.querySelectorAll('[data-row]')]
            .map(row => [row, row.textContent.toLowerCase()]);
          const apply = () => {
            const words = field('text').value.toLowerCase().split(/\\s+/).filter(Boolean);
            const version = field('version').value, level = field('level').value;
            const verdict = field('verdict').value;
            let shown = 0;
            for (const [row, text] of rows) {
              const fits = words.every(word => text.includes(word))
                && (!version || row.dataset.version === version)
                && (!level || row.dataset.level === level)
                && (!verdict || row.dataset.verdict.split(' ').includes(verdict));
              row.hidden = !fits;
              if (fits) shown += 1;
            }
            for (const part of document.querySelectorAll('section[id]')) {
              const all = part.querySelectorAll('[data-row]');
              part.hidden = all.length > 0 && [...all].every(row => row.hidden);
            }
            bar.querySelector('output').textContent = shown + ' of ' + rows.length;
          };
          bar.hidden = false;
          bar.addEventListener('input', apply);
          apply();
        })();
        </script>
        """
}
