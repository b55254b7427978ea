import type { PageState } from '../../protocol/pageState.js';
import type { Offer } from './offers.js';

type Failed = Extract<PageState, { readonly kind: 'error' }>;

const PARTS = {
  columns: 'Choose columns …',
  arrays: 'Choose arrays …',
  keys: 'Choose keys …',
  splits: 'Choose part …',
} as const;

const SHOW_LOG: Offer = { action: 'showLog', text: 'Show log' };
const CHOOSE_DATA: Offer = { action: 'chooseDataset', text: 'Choose data …' };
const TRY_AGAIN: Offer = { action: 'rerun', text: 'Try again' };
const SHOW_FILE: Offer = { action: 'showFile', text: 'Show file' };

/** What can be done about a failure, the likeliest to help first. */
export function failureOffers({ code, parts }: Pick<Failed, 'code' | 'parts'>): readonly Offer[] {
  if (parts !== null)
    return [first({ action: 'chooseParts', text: PARTS[parts] }), CHOOSE_DATA, TRY_AGAIN, SHOW_LOG];
  if (code === 'model-changed' || code === 'data-changed')
    return [first({ action: 'rerun', text: 'Run again' }), CHOOSE_DATA, SHOW_LOG];
  if (code === 'not-trusted')
    return [first({ action: 'manageTrust', text: 'Manage workspace trust' }), TRY_AGAIN, SHOW_LOG];
  if (code?.startsWith('config-') === true)
    return [first({ action: 'showFile', text: 'Open settings' }), TRY_AGAIN, SHOW_LOG];
  if (code?.startsWith('data-') === true) return [first(CHOOSE_DATA), TRY_AGAIN, SHOW_LOG];
  // Nothing that is there can be run: the file has to be another one.
  if (code === 'model-too-large' || code === 'model-unsupported')
    return [first(SHOW_FILE), TRY_AGAIN, SHOW_LOG];
  return [first(TRY_AGAIN), CHOOSE_DATA, SHOW_FILE, SHOW_LOG];
}

function first(offer: Offer): Offer {
  return { ...offer, primary: true };
}
