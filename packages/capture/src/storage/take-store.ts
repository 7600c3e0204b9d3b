import type { FinishedTake } from '../recording/recorder-events.ts';
import type { LocalTake } from './take-record.ts';

export function listLocalTakes(): Promise<LocalTake[]> {
  return Promise.reject(new Error('not there yet'));
}
export function recoverTake(_takeKey: string): Promise<FinishedTake> {
  return Promise.reject(new Error('not there yet'));
}
export function deleteTake(_takeKey: string): Promise<void> {
  return Promise.reject(new Error('not there yet'));
}
