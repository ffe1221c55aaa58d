// Who is logged in. The only thing kept is the hub's HttpOnly cookie, which this code never sees.
import { s } from '../strings.ts';
import { call, HttpFailure } from './http.ts';

export interface SignedIn {
  agent: { id: string; display_name: string; email: string; role: string };
  workspace: { id: string; name: string };
}

const RETRY_MS = 4_000;

type State = 'checking' | 'out' | 'in';

export class Session {
  state: State = $state('checking');
  who: SignedIn | null = $state.raw(null);
  /** Why the log-in page is shown, or why logging in failed. */
  message = $state('');
  private ticket = '';

  /** On page load: does the cookie still say who this is? */
  async restore(): Promise<void> {
    try {
      this.enter(await call<SignedIn>('GET', '/session'));
    } catch (error) {
      this.state = 'out';
      const failure = error as HttpFailure;
      this.message = failure.status === 401 || failure.status === 403 ? '' : s.login.unreachable;
      if (this.message) setTimeout(() => this.restoreAgain(), RETRY_MS);
    }
  }

  /** The hub was away when the page came: who is still logged in gets in once it is back. */
  private restoreAgain(): void {
    if (this.state === 'out' && this.message === s.login.unreachable) void this.restore();
  }

  /** Logs in; false with a message for the person when that did not work. */
  async login(email: string, password: string): Promise<boolean> {
    this.message = '';
    try {
      const answer = await call<SignedIn & { ticket: string }>('POST', '/session', {
        email,
        password,
      });
      this.ticket = answer.ticket;
      this.enter(answer);
      return true;
    } catch (error) {
      this.message = loginMessage(error);
      return false;
    }
  }

  async logout(): Promise<void> {
    this.leave('');
    await call('DELETE', '/session').catch(() => undefined);
  }

  /** The hub ended the session, or does not know it any more. */
  ended(): void {
    if (this.state === 'in') this.leave(s.login.ended);
  }

  /** A ticket for the next socket: the one of the log-in once, then a new one each time. */
  async takeTicket(): Promise<string> {
    const { ticket } = this;
    this.ticket = '';
    if (ticket !== '') return ticket;
    return (await call<{ ticket: string }>('POST', '/ticket')).ticket;
  }

  private enter(who: SignedIn): void {
    this.who = { agent: who.agent, workspace: who.workspace };
    this.state = 'in';
    this.message = '';
  }

  private leave(message: string): void {
    this.who = null;
    this.ticket = '';
    this.state = 'out';
    this.message = message;
  }
}

function loginMessage(error: unknown): string {
  if (!(error instanceof HttpFailure)) return s.login.failed;
  if (error.unreachable) return s.login.unreachable;
  if (error.status === 401 || error.status === 403) return s.login.wrong;
  if (error.status === 429) return s.login.tooMany;
  return error.text || s.login.failed;
}
