import { cleanText } from '../../vocabulary/cleanText.js';
import { decimals, listed, signed } from '../../vocabulary/formatNumber.js';
import type { Gate, GateResult } from '../../report/gates.js';

const LISTED = 5;

/** A gate's result in one line: `dead>10% holds: fc3 14.2%, fc4 11%`. */
export function gateText(result: GateResult): string {
  const { gate } = result;
  const expression = cleanText(gate.expression);
  switch (result.state) {
    case 'passed':
      return `${expression} does not hold`;
    case 'unknown':
      return `${expression} cannot be decided: ${result.reason}`;
    case 'failed': {
      const hits = result.hits.map(({ layer, value }) =>
        layer === null ? numberText(gate, value) : `${cleanText(layer)} ${numberText(gate, value)}`,
      );
      return `${expression} holds: ${listed(hits, LISTED)}`;
    }
  }
}

/** Enough digits to see on which side of the bound the value lies. */
function numberText(gate: Gate, value: number): string {
  if (Number.isInteger(value)) return `${value}${gate.percent ? '%' : ''}`;
  const digits = gate.percent ? 1 : 3;
  const text = gate.delta ? signed(value, digits) : decimals(value, digits);
  const clear = Number(decimals(value, digits)) !== gate.bound;
  return `${clear ? text : String(value)}${gate.percent ? '%' : ''}`;
}
