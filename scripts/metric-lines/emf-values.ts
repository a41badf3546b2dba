/** A line of EMF names its metrics in `_aws`, and holds each as a value or a list of values; other lines hold none. */
export function emfValues(line: string): readonly (readonly [metric: string, values: readonly number[]])[] {
  if (!line.includes('"_aws"')) return [];
  const emf = JSON.parse(line.slice(line.indexOf("{")));
  const names: string[] = emf._aws.CloudWatchMetrics.flatMap(({ Metrics }: EmfDirective) =>
    Metrics.map(({ Name }) => Name),
  );
  return names.map((name) => [name, [emf[name]].flat()]);
}

interface EmfDirective {
  readonly Metrics: readonly { readonly Name: string }[];
}
