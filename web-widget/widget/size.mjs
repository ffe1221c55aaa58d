// Fails the build when the widget grows: loader 3 KiB, all together 25 KiB, both as gzip sends them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

export function checkSizes(dist, panel) {
  const size = (file) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length;
  const sizes = {
    loader: [size('widget.js'), 3072],
    everything: [size('widget.js') + size(panel), 25_600],
  };
  for (const [what, [bytes, limit]] of Object.entries(sizes)) {
    console.log(`${what}: ${bytes} of ${limit} bytes gzip`);
    if (bytes > limit) throw new Error(`${what} is ${bytes - limit} bytes too large`);
  }
}
