/** Rows under a heading, in columns as wide as what stands in them. The last is as long as it likes. */
export function textTable(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [heading, ...rows]
  const widths = heading.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  return lines
    .map((line) => line.map((cell, column) => (column === line.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))))
    .map((cells) => `  ${cells.join('  ')}`.trimEnd())
    .join('\n')
}
