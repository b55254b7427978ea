import { OWN_GROUP } from './classes.js';
import type { Evaluation } from './evaluation.js';
import { isKind, type Group, type Value } from './value.js';

/** Puts a layer, model or several of them into a model; listed: in its list, where frames are the layers' own. */
export function addItem(run: Evaluation, group: Group, value: Value, listed: boolean): void {
  if (isKind(value, 'layer')) {
    if (listed) run.world.addMade(group, value.made);
    else run.world.addTo(group, value.made);
  } else if (isKind(value, 'group')) run.world.addTo(group, value.group);
  else if (isKind(value, 'instance')) addItem(run, group, value.fields.get(OWN_GROUP), listed);
  else if (isKind(value, 'union'))
    run.world.inArms(
      value.options.map((option) => () => {
        addItem(run, group, option, false);
      }),
    );
  else if (isKind(value, 'tensor'))
    for (const node of value.nodes) {
      // Sequential([Input(...), ...]).
      if (node.item !== null && 'place' in node.item) run.world.addMade(group, node.item);
    }
  else if (value === undefined || isKind(value, 'path')) run.world.addTo(group, null);
}

/** The model that a value is, or that an instance of a class of models has. */
export function groupOf(value: Value): Group | null {
  if (isKind(value, 'group')) return value.group;
  return isKind(value, 'instance') ? groupOf(value.fields.get(OWN_GROUP)) : null;
}

/** A model is fitted with callbacks, of which some may save it. */
export function fittedWith(group: Group, callbacks: Value): void {
  if (isKind(callbacks, 'list')) for (const item of callbacks.items) fittedWith(group, item);
  else if (isKind(callbacks, 'union')) for (const option of callbacks.options) fittedWith(group, option);
  else if (isKind(callbacks, 'checkpoint')) {
    callbacks.fitted = true;
    group.paths.push(callbacks.path);
  }
}

/** A value is written to a file: it may be a model's JSON. */
export function writtenTo(run: Evaluation, path: string, value: Value): void {
  if (isKind(value, 'json')) savedTo(run, value.group, path, false);
}

/** A model, or one that is not known, is written to a place; web: as a TensorFlow.js model. */
export function savedTo(run: Evaluation, group: Group | null, place: string, web: boolean): void {
  (group?.paths ?? run.world.paths).push(place);
  if (web) group?.webPaths.push(place);
}
