import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Parcel, readParcel } from '../src/parcel.ts';
import { quote } from '../src/tariff.ts';

const book: Parcel = { zone: 'domestic', weight: 900, length: 300, width: 200, height: 50 };

describe('tariff', () => {
  it('takes the lowest rate that holds the weight', () => {
    assert.deepEqual(quote(book), { chargedWeight: 900, cents: 549, currency: 'EUR' });
    assert.equal(quote({ ...book, weight: 2_000 }).cents, 549);
    assert.equal(quote({ ...book, weight: 2_001 }).cents, 699);
  });

  it('has a price for the heaviest parcel in every zone', () => {
    const heavy = { ...book, weight: 31_500 };
    assert.equal(quote(heavy).cents, 1_999);
    assert.equal(quote({ ...heavy, zone: 'europe' }).cents, 4_499);
    assert.equal(quote({ ...heavy, zone: 'world' }).cents, 10_499);
  });

  it('charges a light but large parcel by its volume', () => {
    const pillow = { ...book, length: 600, width: 500, height: 400 };
    assert.equal(quote(pillow).chargedWeight, 24_000);
    assert.equal(quote(pillow).cents, 1_999);
  });

  it('adds the price of carrying by hand above one metre', () => {
    const rod = { ...book, width: 20, height: 20 };
    assert.equal(quote({ ...rod, length: 1_000 }).cents, 549);
    assert.equal(quote({ ...rod, length: 1_001 }).cents, 549 + 650);
  });
});

describe('reading a parcel', () => {
  it('accepts what can be sent', () => {
    assert.deepEqual(readParcel({ ...book }), { ok: true, parcel: book });
  });

  it('names every problem at once', () => {
    assert.deepEqual(readParcel({ ...book, zone: 'moon', weight: 0, height: 1.5 }), {
      ok: false,
      problems: [
        'zone must be one of domestic, europe, world',
        'weight must be a whole number from 1 to 31500',
        'height must be a whole number from 1 to 600',
      ],
    });
  });

  it('refuses numbers written as text, and what is no object', () => {
    for (const value of [{ ...book, weight: '900' }, null, 7, 'parcel', [book]]) {
      assert.equal(readParcel(value).ok, false);
    }
  });
});
