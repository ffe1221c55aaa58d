// What each close code asks of a client (docs/protocol.md, "Close codes"). Pure; used by Connection.

export type CloseAction =
  | 'retry' // come back with full-jitter back-off
  | 'retry-now' // come back at once, if the connection had been healthy
  | 'retry-later' // come back after 30 s
  | 'reset' // what we hold is void: drop token and history, then come back
  | 'stop';

export const CLOSE = {
  normal: 1000,
  goingAway: 1001,
  wrongKind: 1003,
  tooBig: 1009,
  restart: 1012,
  tryLater: 1013,
  malformed: 4000,
  unauthenticated: 4001,
  unknownSite: 4004,
  slowConsumer: 4008,
  tokenExpired: 4010,
  tokenInvalid: 4011,
  idle: 4012,
  sessionEnded: 4013,
  tooFast: 4029,
} as const;

export function actionFor(code: number): CloseAction {
  switch (code) {
    case CLOSE.wrongKind:
    case CLOSE.malformed:
    case CLOSE.unknownSite:
    case CLOSE.sessionEnded:
      return 'stop';
    case CLOSE.tokenExpired:
    case CLOSE.tokenInvalid:
      return 'reset';
    case CLOSE.slowConsumer:
      return 'retry-now';
    case CLOSE.tooFast:
      return 'retry-later';
    default: // 1000, 1001, 1006 (no close frame), 1009, 1012, 1013, 4001, 4012 and codes not known yet
      return 'retry';
  }
}
