// Goal: hours and lengths of time are read as people type them, and what the hub would refuse is said before it is sent.
import { describe, expect, it } from 'vitest';
import {
  bars,
  durationWords,
  faultOf,
  minutesOf,
  openMinutes,
  secondsOfDuration,
  tidy,
  weekText,
} from '../src/settings/hours.ts';
import { foundZones } from '../src/settings/zones.ts';
import { s } from '../src/strings.ts';

describe('a time of day', () => {
  it('is read in the ways people write it', () => {
    for (const [typed, time] of [
      ['9', '09:00'],
      ['9:30', '09:30'],
      ['0930', '09:30'],
      ['9.30', '09:30'],
      ['24:00', '24:00'],
      ['24:01', '24:01'],
      ['9:60', '9:60'],
      ['noon', 'noon'],
    ] as const) {
      expect(tidy(typed)).toBe(time);
    }
    expect(minutesOf('24:00')).toBe(1440);
    expect(minutesOf('24:01')).toBeNull();
    expect(minutesOf('')).toBeNull();
  });
});

describe('the hours of a day', () => {
  it('are in order, apart or touching', () => {
    expect(faultOf([])).toBeNull();
    expect(faultOf(['09:00-12:00', '12:00-17:00'])).toBeNull();
    expect(faultOf(['09:00-12:00', '11:00-17:00'])).toEqual({ nth: 1, why: 'overlap' });
    expect(faultOf(['17:00-09:00'])).toEqual({ nth: 0, why: 'order' });
    expect(faultOf(['09:00-'])).toEqual({ nth: 0, why: 'time' });
  });

  it('make a picture of what can be read of them', () => {
    expect(bars(['06:00-12:00', '13:00-'])).toEqual([{ start: 0.25, width: 0.25 }]);
  });
});

describe('a week', () => {
  const names = s.settings.calendars.shortDays;
  it('is told in one line, like days together', () => {
    const day = ['09:00-12:00', '13:00-17:00'];
    const windows = { mon: day, tue: day, wed: day, thu: day, fri: ['09:00-13:00'], sun: [] };
    expect(weekText(windows, names)).toBe('Mon–Thu 09:00–12:00, 13:00–17:00 · Fri 09:00–13:00');
    expect(openMinutes(windows)).toBe(4 * 7 * 60 + 4 * 60);
    expect(weekText({}, names)).toBe('');
  });
});

describe('a length of time', () => {
  it('is read as the hub reads it', () => {
    for (const [typed, seconds] of [
      ['90m', 5400],
      ['1h 30m', 5400],
      ['PT1H30M', 5400],
      ['2d', 172_800],
      ['P2D', 172_800],
      ['45s', 45],
      ['15min', 900],
    ] as const) {
      expect(secondsOfDuration(typed)).toBe(seconds);
    }
    for (const typed of ['', 'soon', '90', 'm', 'P', '-5m', '1.5h']) {
      expect(secondsOfDuration(typed)).toBeNull();
    }
    expect(durationWords('1h30m')).toBe('1 h 30 min');
    expect(durationWords('soon')).toBe('soon');
  });
});

describe('a zone', () => {
  const zones = ['America/New_York', 'Europe/Berlin', 'Europe/York', 'Pacific/Kwajalein'];
  it('is found by any part of its name, its city first', () => {
    expect(foundZones(zones, 'new york')).toEqual(['America/New_York']);
    expect(foundZones(zones, 'york')).toEqual(['Europe/York', 'America/New_York']);
    expect(foundZones(zones, 'BERL')).toEqual(['Europe/Berlin']);
    expect(foundZones(zones, '')).toEqual(zones);
    expect(foundZones(zones, 'atlantis')).toEqual([]);
  });
});
