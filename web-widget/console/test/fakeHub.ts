// The hub's end of an agent socket, in the same process: real frames, played by hand.
import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import {
  AgentFramesSchema,
  type AgentServerFrameSchema,
  AgentServerFramesSchema,
} from '../../client/src/gen/usher/v1/agent_pb.ts';

type Body = NonNullable<MessageInitShape<typeof AgentServerFrameSchema>['body']>;

export class FakeSocket {
  static readonly all: FakeSocket[] = [];
  static get last(): FakeSocket {
    return FakeSocket.all.at(-1)!;
  }

  binaryType = 'arraybuffer';
  readonly readyState = 1;
  readonly bufferedAmount = 0;
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: never) => void) | null = null;
  onclose: ((event: never) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  readonly heard: NonNullable<ReturnType<typeof decode>[number]['body']>[] = [];

  constructor() {
    FakeSocket.all.push(this);
  }

  send(bytes: Uint8Array): void {
    for (const frame of decode(bytes)) this.heard.push(frame.body);
  }

  close(): void {}

  /** What the console said of one kind, oldest first. */
  said(kind: string): Record<string, unknown>[] {
    return this.heard.flatMap((b) => (b.case === kind ? [b.value as never] : []));
  }

  open(): void {
    this.onopen?.({} as never);
  }

  tell(...bodies: Body[]): void {
    const frames = bodies.map((body) => ({ body }));
    const bytes = toBinary(AgentServerFramesSchema, create(AgentServerFramesSchema, { frames }));
    this.onmessage?.({ data: bytes } as never);
  }

  drop(code: number): void {
    this.onclose?.({ code } as never);
  }

  welcome(with_: { resyncRequired?: boolean; epoch?: string } = {}): void {
    const value = { agentId: 'agt_me', workspaceName: 'Fern', epoch: 'e1', serverMs: 1n, ...with_ };
    this.tell({ case: 'welcome', value });
  }

  conversations(position: number, ...ids: string[]): void {
    const conversations = ids.map((id) => ({
      conversationId: id,
      status: 1,
      assigneeId: 'agt_me',
    }));
    const value = { conversations, position: BigInt(position) };
    this.tell({ case: 'conversationsChanged', value });
  }

  synced(position: number): void {
    this.tell({ case: 'synced', value: { position: BigInt(position) } });
  }
}

function decode(bytes: Uint8Array) {
  return fromBinary(AgentFramesSchema, bytes).frames;
}
