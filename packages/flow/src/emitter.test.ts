import { describe, expect, it } from 'vitest';
import { Emitter } from './emitter.ts';

interface Events {
  level: { rmsDb: number };
  stopped: undefined;
}

describe('Emitter', () => {
  it('calls the listeners of an event, in the order they came', () => {
    const emitter = new Emitter<Events>();
    const heard: string[] = [];
    emitter.on('level', ({ rmsDb }) => heard.push(`first ${rmsDb}`));
    emitter.on('level', ({ rmsDb }) => heard.push(`second ${rmsDb}`));
    emitter.on('stopped', () => heard.push('stopped'));
    emitter.emit('level', { rmsDb: -20 });
    expect(heard).toEqual(['first -20', 'second -20']);
    emitter.emit('stopped', undefined);
    expect(heard.at(-1)).toBe('stopped');
  });

  it('ends a subscription, once or twice, and leaves the others', () => {
    const emitter = new Emitter<Events>();
    const heard: string[] = [];
    const end = emitter.on('stopped', () => heard.push('ended'));
    emitter.on('stopped', () => heard.push('staying'));
    end();
    end();
    emitter.emit('stopped', undefined);
    expect(heard).toEqual(['staying']);
  });

  it('bears listeners that come and go while it emits', () => {
    const emitter = new Emitter<Events>();
    const heard: string[] = [];
    const end = emitter.on('stopped', () => {
      end();
      heard.push('once');
      emitter.on('stopped', () => heard.push('later'));
    });
    emitter.emit('stopped', undefined);
    expect(heard).toEqual(['once']);
    emitter.emit('stopped', undefined);
    expect(heard).toEqual(['once', 'later']);
  });

  it('has no listeners once cleared', () => {
    const emitter = new Emitter<Events>();
    let heard = 0;
    emitter.on('stopped', () => (heard += 1));
    emitter.clear();
    emitter.emit('stopped', undefined);
    expect(heard).toBe(0);
  });
});
