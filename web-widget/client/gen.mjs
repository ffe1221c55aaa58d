// Generates src/gen from ../../proto: bufbuild code for agents, pbf code and its types for customers.
// pbf repeats what a file imports, so it reads one file made of all messages that a customer's frames reach.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileRaw } from 'pbf/compile';
import readSchema from 'resolve-protobuf-schema';

const here = dirname(fileURLToPath(import.meta.url));
const protoRoot = resolve(here, '../../proto');
const out = join(here, 'src/gen');
mkdirSync(out, { recursive: true });

const plugin = [here, join(here, '..')]
  .map((base) => join(base, 'node_modules/.bin/protoc-gen-es'))
  .find((path) => existsSync(path));
if (!plugin) throw new Error('protoc-gen-es is not installed: run npm ci in web-widget');
execFileSync(
  'protoc',
  [
    `-I${protoRoot}`,
    `--plugin=protoc-gen-es=${plugin}`,
    `--es_out=${out}`,
    '--es_opt=target=ts,import_extension=ts',
    ...['model', 'sla', 'record', 'routing', 'event', 'live', 'socket', 'agent'].map(
      (name) => `usher/v1/${name}.proto`,
    ),
  ],
  { stdio: 'inherit' },
);

// Workspace events and clocks never reach a customer; leaving them out keeps the widget small.
const unseen =
  /^ {2,4}(RoutingDecision|ContextPacket|QueueRoutingDefined|AgentRoutingDefined|TeamDefined|TiersDefined|AgentAcceptingChanged|ConversationClassified|ConversationPlaced|WaitBegan|RequirementRelaxed|OfferMade|OfferEnded|RoundEnded|TransferEnded|OverflowEnded|WorkspaceDefined|QueueDefined|InboxDefined|AgentRegistered|AgentPresenceChanged|ContactForgotten|ContactRecalled|Calendar\w+|Sla\w+|WorkStatusChanged|ResponseWaived|ConversationLabelled|AgentSessionsEnded|ChangeRecorded) .*\n/gm;
// Of what events say about routing a customer gets nothing.
const inside =
  /^ {2}(bool (over_limit|overflow|warm)|string (not_to_agent_id|previous_agent_id|channel)) = 7\d;.*\n/gm;
const body = (name) =>
  readFileSync(join(protoRoot, `usher/v1/${name}.proto`), 'utf8')
    .replace(/^(syntax|package|import) .*$/gm, '')
    .replace(unseen, '')
    .replace(inside, '')
    // of records and promises that a customer's schema does not have
    .replace(
      /^message (ContactRecalled|WorkStatusChanged|CalendarDefined|SlaPolicyDefined) .*\n/gm,
      '',
    );
const merged = `syntax = "proto3";\npackage usher.v1;\n${['model', 'event', 'live', 'socket', 'customer'].map(body).join('\n')}`;

const scratch = mkdtempSync(join(tmpdir(), 'usher-gen-'));
let schema;
try {
  writeFileSync(join(scratch, 'customer.proto'), merged);
  schema = readSchema.sync(join(scratch, 'customer.proto'));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
writeFileSync(join(out, 'customer.js'), compileRaw(schema));
writeFileSync(join(out, 'customer.d.ts'), types(schema));

/** TypeScript declarations for what pbf made: it has none of its own. */
function types({ messages, enums }) {
  const enumNames = new Set(enums.map((e) => e.name));
  const scalar = (type) => {
    if (type === 'string') return 'string';
    if (type === 'bytes') return 'Uint8Array';
    if (type === 'bool') return 'boolean';
    if (enumNames.has(type) || /^(u?int|s?fixed|sint)(32|64)$|^double$|^float$/.test(type))
      return 'number';
    return type;
  };
  const isMessage = (type) => scalar(type) === type && !['string'].includes(type);
  const lines = [
    '// code generated beside customer.js: the shapes pbf reads and writes',
    "import type { PbfReader, PbfWriter } from 'pbf';",
    '',
  ];
  for (const e of enums) {
    const values = Object.entries(e.values).map(
      ([name, { value }]) => `  readonly ${name}: ${value};`,
    );
    lines.push(`export declare const ${e.name}: {`, ...values, '};', '');
  }
  for (const m of messages) {
    lines.push(`export interface ${m.name} {`);
    for (const f of m.fields) {
      const type = f.repeated ? `${scalar(f.type)}[]` : scalar(f.type);
      const optional = f.oneof || isMessage(f.type) ? '?' : '';
      lines.push(`  ${f.name}${f.repeated ? '' : optional}: ${type};`);
    }
    for (const oneof of new Set(m.fields.map((f) => f.oneof).filter(Boolean))) {
      const cases = m.fields.filter((f) => f.oneof === oneof).map((f) => `'${f.name}'`);
      lines.push(`  ${oneof}?: ${cases.join(' | ')};`);
    }
    lines.push('}');
    lines.push(`export declare function read${m.name}(pbf: PbfReader, end?: number): ${m.name};`);
    lines.push(
      `export declare function write${m.name}(obj: Partial<${m.name}>, pbf: PbfWriter): void;`,
      '',
    );
  }
  return lines.join('\n');
}
