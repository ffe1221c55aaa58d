// Generates src/gen from ../../proto: bufbuild code for agents, pbf code for customers.
// pbf resolves imports relative to the importing file only, so it reads a copy with rewritten imports.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const protoRoot = resolve(here, '../../proto');
const out = join(here, 'src/gen');
const bin = (name) => {
  for (const base of [here, join(here, '..')]) {
    const candidate = join(base, 'node_modules/.bin', name);
    try {
      readFileSync(candidate);
      return candidate;
    } catch {}
  }
  throw new Error(`${name} is not installed: run npm ci first`);
};

mkdirSync(out, { recursive: true });
const esFiles = ['model', 'event', 'live', 'socket', 'agent'].map((n) => `usher/v1/${n}.proto`);
execFileSync(
  'protoc',
  [
    `-I${protoRoot}`,
    `--plugin=protoc-gen-es=${bin('protoc-gen-es')}`,
    `--es_out=${out}`,
    '--es_opt=target=ts,import_extension=ts',
    ...esFiles,
  ],
  { stdio: 'inherit' },
);

const copy = mkdtempSync(join(tmpdir(), 'usher-gen-'));
try {
  for (const name of readdirSync(join(protoRoot, 'usher/v1'))) {
    if (!name.endsWith('.proto')) continue;
    const text = readFileSync(join(protoRoot, 'usher/v1', name), 'utf8');
    writeFileSync(join(copy, name), text.replaceAll('import "usher/v1/', 'import "./'));
  }
  execFileSync(process.execPath, [bin('pbf'), join(copy, 'customer.proto')], { encoding: 'utf8' });
} finally {
  rmSync(copy, { recursive: true, force: true });
}
