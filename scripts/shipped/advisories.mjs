/**
 * What an audit says of packages that ship.
 * @param {unknown} answer of `npm audit --json`
 * @param {ReadonlySet<string>} places of the packages that ship, as package-lock.json names them: node_modules/NAME
 * @returns {{ kind: 'none', reason: string } | { kind: 'answer', advisories: readonly string[] }} none: no source of
 *   advisories answered, which says nothing of the packages; else a line an advisory, sorted
 */
export function shippedAdvisories(answer, places) {
  const { vulnerabilities, message, error } = Object(answer);
  if (typeof vulnerabilities !== 'object' || vulnerabilities === null) {
    const reason = message ?? error?.summary ?? 'npm audit gave no report';
    return { kind: 'none', reason: String(reason) };
  }
  const advisories = Object.values(vulnerabilities).flatMap(({ name, nodes, via }) =>
    nodes
      .filter((node) => places.has(node))
      .flatMap((node) =>
        via
          // A name says that the package is only touched by another's advisory, which stands there.
          .filter((advisory) => typeof advisory === 'object')
          .map(
            ({ severity, title, url, range }) => `${severity}: ${name} (${node}) ${range}: ${title} ${url}`,
          ),
      ),
  );
  return { kind: 'answer', advisories: [...new Set(advisories)].sort() };
}
