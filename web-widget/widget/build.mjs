// Builds dist/widget/panel-<hash>.js, then dist/widget.js that knows its name, then checks the sizes.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { checkSizes } from './size.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, 'dist');

/** One entry to one file, minified; nothing shared, nothing external. */
async function bundle(entry, format, fileName, define = {}) {
  await build({
    root: here,
    configFile: false,
    logLevel: 'warn',
    define,
    build: {
      outDir: dist,
      emptyOutDir: false,
      target: 'es2022',
      minify: true,
      // Library builds keep their white space otherwise.
      rolldownOptions: { output: { minify: true } },
      modulePreload: false,
      lib: {
        entry: join(here, entry),
        formats: [format],
        name: 'usherLoader',
        fileName: () => fileName,
      },
    },
  });
}

rmSync(dist, { recursive: true, force: true });
mkdirSync(join(dist, 'widget'), { recursive: true });
await bundle('src/panel/panel.ts', 'es', 'widget/panel.js');
const made = join(dist, 'widget/panel.js');
const hash = createHash('sha256').update(readFileSync(made)).digest('hex').slice(0, 8);
const panel = `widget/panel-${hash}.js`;
renameSync(made, join(dist, panel));
await bundle('src/loader.ts', 'iife', 'widget.js', { PANEL_FILE: JSON.stringify(panel) });
checkSizes(dist, panel);
