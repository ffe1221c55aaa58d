// The few calls of /api/v1 that the console makes. Knows problem+json and nothing of the screen.

const DEADLINE_MS = 10_000;

/** The hub said no, or could not be reached (status 0). `text` is the hub's own sentence, if it gave one. */
export class HttpFailure extends Error {
  constructor(
    readonly status: number,
    readonly text: string,
    /** Of what was sent: which part is wrong. */
    readonly field = '',
  ) {
    super(text || `HTTP ${status}`);
  }

  get unreachable(): boolean {
    return this.status === 0 || this.status >= 502;
  }
}

export async function call<T>(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
  signal?: AbortSignal,
  headers: Record<string, string> = {},
): Promise<T> {
  const text = method === 'GET' ? null : JSON.stringify(body ?? {});
  return send(method, path, text, { 'Content-Type': 'application/json', ...headers }, signal);
}

/** A file as it is, of this type. */
export function callWithFile<T>(path: string, text: string, type: string): Promise<T> {
  return send('POST', path, text, { 'Content-Type': type });
}

async function send<T>(
  method: string,
  path: string,
  body: string | null,
  headers: Record<string, string>,
  signal?: AbortSignal,
): Promise<T> {
  const deadline = AbortSignal.timeout(DEADLINE_MS);
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      credentials: 'same-origin',
      headers: body === null ? {} : headers,
      body,
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new HttpFailure(0, '');
  }
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return answer as T;
  const { detail, field } = (answer ?? {}) as { detail?: unknown; field?: unknown };
  throw new HttpFailure(
    response.status,
    typeof detail === 'string' ? detail : '',
    typeof field === 'string' ? field : '',
  );
}
